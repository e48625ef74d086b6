"""The founding regencies as news reports describe them, and everybody around them.

Every figure carries its report and date; what the reports leave open stays open. People in the
rosters are synthetic and marked so.
"""

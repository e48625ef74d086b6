"""The two founding regencies as they stand in five news reports, loaded through the services.

Every figure carries its report and date; what the reports leave open stays open. People in the
rosters are synthetic and marked so.
"""

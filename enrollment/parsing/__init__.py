"""Reading roster files: layout of the file, records of its bytes, rows of its records. Pure.

The stated format is CSV in UTF-8 with the columns of ``layout.Column``. Nothing here holds more of
a file than one window of it.
"""

"""The checks behind the findings, by subject: stated figures, periods, discounts, assumptions."""

"""The one reading of posted months that set-based questions share."""

POSTED_OF_PROGRAMME = """
    SELECT y.worker_id, bit_or(CAST(y.months AS int)) AS months
    FROM posted_year y
    WHERE y.tenant_id = :tenant_id AND y.year = :year AND y.commitment_id = :commitment_id
    GROUP BY y.worker_id
"""
"""Who of a programme has which months of a year posted, for whatever insurance: twelve bits."""

"""Incidents and tables in the formats of others: ACLED-shaped CSV, GeoJSON. Pure: records in, text out."""

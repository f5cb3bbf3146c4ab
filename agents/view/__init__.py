"""incidents, region windows, alerts, reports -> what people look at: tables in memory, an HTTP API, feeds, a page.

`tables`, `entries`, `selection`, `pages`, `timeline`, `account` and `atom` are pure: no broker, no web, no clock.
"""

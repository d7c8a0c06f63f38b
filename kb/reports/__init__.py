"""One answer, many formats: each module renders a report, purely."""

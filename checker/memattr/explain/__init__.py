"""Why a claim came out as it did: what reports print, as data."""

"""The zone of every time that a Chinese page writes without one."""

from datetime import timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Time of the mainland, Hong Kong, Macau and Taiwan alike since 1992, without summer
time.
"""

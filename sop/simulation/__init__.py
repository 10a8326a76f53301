"""The load of many cases on limited staff (discrete-event simulation).

The rules are those of the engine. Arrivals, durations, decisions and staff are assumptions of the
user.
"""

"""What a reorganisation does to dossiers: rehearsed as often as one likes, applied in one act.

`matters` says what a dossier is about, `moving` where it goes, `figures` what that amounts to,
`rehearsing` reads and computes; `dossiers/actions/reorganising.py` does it.
"""

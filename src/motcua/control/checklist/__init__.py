"""The checklist of the control desk: an act held against the published procedure and the law.

Pure: what is judged comes in as a `Matter`, what comes out are questions with their answers. A
machine decides what can be compared; what needs understanding stays open for the controller.
"""

"""Internal processes as BPMN 2.0: written for exchange, read back without loss, all else refused."""

from motcua.procedures.bpmn.reading import BpmnError, read_bpmn
from motcua.procedures.bpmn.writing import write_bpmn

__all__ = ["BpmnError", "read_bpmn", "write_bpmn"]

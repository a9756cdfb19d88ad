"""A project of one file of policies and one of claims, which editors open."""

from __future__ import annotations

HEAD = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\n'
POLICIES = f"""{HEAD}rules policies "Policies of a made-up hypervisor"
import result

system tiny "One system"
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = any, HCR_PTW = 1
  VTCR_DS = 0, VTCR_SH0 = any
policy registers of tiny "Registers of a device"
  MemAttr = 0b0001
  SH2 = 0b10
  FnXS = 0
"""
CLAIMS = f"""{HEAD}rules claims "What must hold"
import policies

prove never_cached "No guest caches registers" ref R_TNHFM
  for data under registers
  : result.memory is Device
refute always_strict "Registers are never gathered, nor reordered, nor early acknowledged"
  for data under registers
  : result.memory is Device(type: nGnRnE)
"""

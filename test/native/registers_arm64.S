#if defined(__aarch64__)
.text
.globl registers_switch
.type registers_switch, %function
registers_switch: /* x0 = save_sp, x1 = load_sp, x2 = in, x3 = out */
  hint #34 /* bti c */
  sub sp, sp, #176
  stp x19, x20, [sp, #0]
  stp x21, x22, [sp, #16]
  stp x23, x24, [sp, #32]
  stp x25, x26, [sp, #48]
  stp x27, x28, [sp, #64]
  stp x29, x30, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  str x3, [sp, #160]
  ldp x19, x20, [x2, #0]
  ldp x21, x22, [x2, #16]
  ldp x23, x24, [x2, #32]
  ldp x25, x26, [x2, #48]
  ldp x27, x28, [x2, #64]
  ldr x29, [x2, #80]
  ldp d8, d9, [x2, #88]
  ldp d10, d11, [x2, #104]
  ldp d12, d13, [x2, #120]
  ldp d14, d15, [x2, #136]
  bl gp_switch
  ldr x3, [sp, #160]
  stp x19, x20, [x3, #0]
  stp x21, x22, [x3, #16]
  stp x23, x24, [x3, #32]
  stp x25, x26, [x3, #48]
  stp x27, x28, [x3, #64]
  str x29, [x3, #80]
  stp d8, d9, [x3, #88]
  stp d10, d11, [x3, #104]
  stp d12, d13, [x3, #120]
  stp d14, d15, [x3, #136]
  ldp x19, x20, [sp, #0]
  ldp x21, x22, [sp, #16]
  ldp x23, x24, [sp, #32]
  ldp x25, x26, [sp, #48]
  ldp x27, x28, [sp, #64]
  ldp x29, x30, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  add sp, sp, #176
  ret
.size registers_switch, . - registers_switch

.globl entry_probe
.type entry_probe, %function
entry_probe:
  hint #34 /* bti c */
  mov x9, sp
  stp x9, x29, [x0]
  b entry_probed
.size entry_probe, . - entry_probe

#ifdef __ARM_FEATURE_BTI_DEFAULT /* else the linker would drop the mark of the whole program, and test nothing */
.section .note.gnu.property, "a", %note
.p2align 3
.word 4, 16, 5
.asciz "GNU"
.word 0xc0000000, 4, 1, 0
#endif
#endif
.section .note.GNU-stack, "", %progbits

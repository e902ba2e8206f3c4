#if defined(__x86_64__)
.text
.globl registers_switch
.type registers_switch, @function
registers_switch: /* rdi = save_sp, rsi = load_sp, rdx = in, rcx = out */
  pushq %rbx
  pushq %rbp
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  pushq %rcx
  movq 0(%rdx), %rbx
  movq 8(%rdx), %rbp
  movq 16(%rdx), %r12
  movq 24(%rdx), %r13
  movq 32(%rdx), %r14
  movq 40(%rdx), %r15
  call gp_switch
  popq %rcx
  movq %rbx, 0(%rcx)
  movq %rbp, 8(%rcx)
  movq %r12, 16(%rcx)
  movq %r13, 24(%rcx)
  movq %r14, 32(%rcx)
  movq %r15, 40(%rcx)
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbp
  popq %rbx
  ret
.size registers_switch, . - registers_switch

.globl entry_probe
.type entry_probe, @function
entry_probe:
  movq %rsp, 0(%rdi)
  movq %rbp, 8(%rdi)
  jmp entry_probed
.size entry_probe, . - entry_probe

.globl trap_flag
.type trap_flag, @function
trap_flag:
  pushfq
  andq $~0x100, (%rsp)
  testl %edi, %edi
  jz 1f
  orq $0x100, (%rsp)
1:
  popfq
  ret
.size trap_flag, . - trap_flag
#endif
.section .note.GNU-stack, "", %progbits

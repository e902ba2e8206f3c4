/* A program's start with a landing pad. The start-up objects of most C libraries have none, so the linker leaves a program
 * that holds them unmarked, and it runs without BTI. Linked with this one in their place (-nostartfiles) it runs with BTI,
 * and a jump that BTI forbids is a SIGILL. For the arm64 variant with -mbranch-protection only. */
#if defined(__aarch64__)
.text
.globl _start
.type _start, %function
_start: /* x0 = what the loader wants called at exit; at sp: argc, argv */
  hint #36 /* bti j */
  mov x29, #0
  mov x30, #0
  mov x5, x0
  ldr x1, [sp]
  add x2, sp, #8
  mov x6, sp
  mov x3, #0
  mov x4, #0
  adrp x0, main
  add x0, x0, :lo12:main
  bl __libc_start_main
  brk #1
.size _start, . - _start

.section .note.gnu.property, "a", %note
.p2align 3
.word 4, 16, 5
.asciz "GNU"
.word 0xc0000000, 4, 1, 0
#endif
.section .note.GNU-stack, "", %progbits

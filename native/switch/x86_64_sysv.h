/* x86-64 System V (Linux, glibc and musl). Read by abi.S (__ASSEMBLER__ is defined) and by switch.c. */

/* ---- frame layout: what a suspended stack looks like, from its saved stack pointer up ------------------------------- */

#define GP_FRAME_MXCSR 0 /* SSE control and status */
#define GP_FRAME_X87CW 4 /* x87 control word, 2 bytes and 2 unused */
#define GP_FRAME_R15 8
#define GP_FRAME_R14 16
#define GP_FRAME_R13 24
#define GP_FRAME_R12 32 /* arg, on a fresh stack */
#define GP_FRAME_RBX 40 /* entry, on a fresh stack */
#define GP_FRAME_RBP 48 /* null on a fresh stack: ends the chain of frame pointers */
#define GP_FRAME_RIP 56 /* where to go on: gp_switch's caller, or gp_stack_bottom */
#define GP_FRAME_SIZE 64

#ifdef __ASSEMBLER__

/* ---- assembly -------------------------------------------------------------------------------------------------------
 * No .note.gnu.property here. It would promise that this code runs under a shadow stack (it can't: gp_switch_supported
 * refuses), and for IBT the promise would rest on the notrack prefix, which a kernel may disallow. The endbr64 costs
 * nothing and keeps an indirect call to gp_switch legal. */

.text
.globl gp_switch
.hidden gp_switch
.type gp_switch, @function
.p2align 4
gp_switch: /* rdi = save_sp, rsi = load_sp */
  .cfi_startproc
  endbr64
  leaq -GP_FRAME_RIP(%rsp), %rsp /* the call has pushed rip */
  .cfi_adjust_cfa_offset GP_FRAME_RIP
  movq %rbp, GP_FRAME_RBP(%rsp)
  .cfi_rel_offset %rbp, GP_FRAME_RBP
  movq %rbx, GP_FRAME_RBX(%rsp)
  .cfi_rel_offset %rbx, GP_FRAME_RBX
  movq %r12, GP_FRAME_R12(%rsp)
  .cfi_rel_offset %r12, GP_FRAME_R12
  movq %r13, GP_FRAME_R13(%rsp)
  .cfi_rel_offset %r13, GP_FRAME_R13
  movq %r14, GP_FRAME_R14(%rsp)
  .cfi_rel_offset %r14, GP_FRAME_R14
  movq %r15, GP_FRAME_R15(%rsp)
  .cfi_rel_offset %r15, GP_FRAME_R15
  stmxcsr GP_FRAME_MXCSR(%rsp)
  fnstcw GP_FRAME_X87CW(%rsp)

  movq %rsp, (%rdi)
  movq %rsi, %rsp

  /* Always loaded. To load only on a difference was slower (7.2 against 5.6 ns per switch, AMD EPYC): the comparison waits for
   * the two stores above. All four instructions together cost about 2 ns. */
  ldmxcsr GP_FRAME_MXCSR(%rsp)
  fldcw GP_FRAME_X87CW(%rsp)
  movq GP_FRAME_RIP(%rsp), %rdx
  movq GP_FRAME_R15(%rsp), %r15
  movq GP_FRAME_R14(%rsp), %r14
  movq GP_FRAME_R13(%rsp), %r13
  movq GP_FRAME_R12(%rsp), %r12
  movq GP_FRAME_RBX(%rsp), %rbx
  movq GP_FRAME_RBP(%rsp), %rbp
  leaq GP_FRAME_SIZE(%rsp), %rsp
  /* The frame now lies in the red zone, still intact: the rules above stay true, only the distance has changed. */
  .cfi_adjust_cfa_offset -GP_FRAME_SIZE
  /* Not `ret`: the processor would predict a return to our own caller and be wrong each time (5 ns per switch). notrack,
   * because the target is no endbr64. */
  notrack jmpq *%rdx
  .cfi_endproc
.size gp_switch, . - gp_switch

/* The outermost frame of every fresh stack. "rip is undefined" is how unwinders are told that it has no caller. */
.globl gp_stack_bottom
.hidden gp_stack_bottom
.type gp_stack_bottom, @function
.p2align 4
  .cfi_startproc
  .cfi_undefined %rip
  nop /* an unwinder looks up the address before a return address, and a stack not yet entered "returns" to the label */
gp_stack_bottom:
  movq %r12, %rdi
  callq *%rbx
  ud2 /* entry has returned */
  .cfi_endproc
.size gp_stack_bottom, . - gp_stack_bottom

#else /* C */

/* ---- stack maker ---------------------------------------------------------------------------------------------------- */

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

struct gp_frame {
  uint32_t mxcsr;
  uint16_t x87cw;
  uint64_t r15, r14, r13, r12, rbx, rbp, rip;
};
_Static_assert(offsetof(struct gp_frame, mxcsr) == GP_FRAME_MXCSR, "mxcsr");
_Static_assert(offsetof(struct gp_frame, x87cw) == GP_FRAME_X87CW, "x87cw");
_Static_assert(offsetof(struct gp_frame, r15) == GP_FRAME_R15, "r15");
_Static_assert(offsetof(struct gp_frame, r14) == GP_FRAME_R14, "r14");
_Static_assert(offsetof(struct gp_frame, r13) == GP_FRAME_R13, "r13");
_Static_assert(offsetof(struct gp_frame, r12) == GP_FRAME_R12, "r12");
_Static_assert(offsetof(struct gp_frame, rbx) == GP_FRAME_RBX, "rbx");
_Static_assert(offsetof(struct gp_frame, rbp) == GP_FRAME_RBP, "rbp");
_Static_assert(offsetof(struct gp_frame, rip) == GP_FRAME_RIP, "rip");
_Static_assert(sizeof(struct gp_frame) == GP_FRAME_SIZE, "size");
_Static_assert(GP_FRAME_SIZE % 16 == 0, "gp_stack_bottom starts aligned, so that its call leaves rsp % 16 == 8 at entry");

extern const char gp_stack_bottom[] __attribute__((visibility("hidden")));

void* gp_make_stack(void* top, void (*entry)(void*), void* arg) {
  /* Two zero words above the frame: a debugger that ignores the unwind tables reads a null return address. */
  uint64_t* end = (uint64_t*)((uintptr_t)top & ~(uintptr_t)15);
  *--end = 0;
  *--end = 0;
  struct gp_frame* frame = (struct gp_frame*)end - 1;
  *frame = (struct gp_frame){
      .r12 = (uintptr_t)arg, .rbx = (uintptr_t)entry, .rbp = 0, .rip = (uintptr_t)gp_stack_bottom};
  __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(frame->mxcsr), "=m"(frame->x87cw));
  return frame;
}

/* ---- shadow-stack query --------------------------------------------------------------------------------------------- */

#define GP_SHADOW_STACK_NAME "CET SHSTK"

/* Linux's <asm/prctl.h> from 6.6 on; older headers lack the names. */
#define GP_ARCH_SHSTK_STATUS 0x5005
#define GP_ARCH_SHSTK_SHSTK 1UL

static int gp_shadow_stack_active(void) {
  unsigned long features = 0;
  int saved_errno = errno;
  long failed = syscall(SYS_arch_prctl, GP_ARCH_SHSTK_STATUS, &features);
  errno = saved_errno;
  return !failed && (features & GP_ARCH_SHSTK_SHSTK); /* fails on a kernel that has no shadow stacks */
}

#endif

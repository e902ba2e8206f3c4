/* arm64 AAPCS64 (Linux, glibc and musl). Read by abi.S (__ASSEMBLER__ is defined) and by switch.c. */

/* ---- frame layout: what a suspended stack looks like, from its saved stack pointer up ------------------------------- */

#define GP_FRAME_X19 0 /* entry, on a fresh stack; x20 beside it: arg */
#define GP_FRAME_X21 16
#define GP_FRAME_X23 32
#define GP_FRAME_X25 48
#define GP_FRAME_X27 64
#define GP_FRAME_FP 80 /* null on a fresh stack: ends the chain of frame records */
#define GP_FRAME_LR 88 /* where to go on: gp_switch's caller, or gp_stack_bottom */
#define GP_FRAME_D8 96 /* of v8 to v15 only the low halves are preserved across a call */
#define GP_FRAME_D10 112
#define GP_FRAME_D12 128
#define GP_FRAME_D14 144
#define GP_FRAME_FPCR 160 /* floating-point control, 8 bytes and 8 unused */
#define GP_FRAME_SIZE 176

#ifdef __ASSEMBLER__

/* ---- assembly -------------------------------------------------------------------------------------------------------
 * BTI: gp_switch may be called through a pointer, so it begins with `bti c` (a hint: nothing on processors without). It
 * leaves by `ret`, which needs no landing pad; therefore gp_stack_bottom has none. So the note below is true, and written
 * where the compiler is told to write it for its own code.
 * PAC: callers that sign their return address do so against their own stack pointer, which is the same when they go on.
 * Ours is stored unsigned, as in code built without -mbranch-protection.
 * x18 is a plain scratch register on Linux. */

.text
.globl gp_switch
.hidden gp_switch
.type gp_switch, %function
.p2align 4
gp_switch: /* x0 = save_sp, x1 = load_sp */
  .cfi_startproc
  hint #34 /* bti c */
  sub sp, sp, #GP_FRAME_SIZE
  .cfi_def_cfa_offset GP_FRAME_SIZE
  stp x19, x20, [sp, #GP_FRAME_X19]
  .cfi_rel_offset x19, GP_FRAME_X19
  .cfi_rel_offset x20, GP_FRAME_X19 + 8
  stp x21, x22, [sp, #GP_FRAME_X21]
  .cfi_rel_offset x21, GP_FRAME_X21
  .cfi_rel_offset x22, GP_FRAME_X21 + 8
  stp x23, x24, [sp, #GP_FRAME_X23]
  .cfi_rel_offset x23, GP_FRAME_X23
  .cfi_rel_offset x24, GP_FRAME_X23 + 8
  stp x25, x26, [sp, #GP_FRAME_X25]
  .cfi_rel_offset x25, GP_FRAME_X25
  .cfi_rel_offset x26, GP_FRAME_X25 + 8
  stp x27, x28, [sp, #GP_FRAME_X27]
  .cfi_rel_offset x27, GP_FRAME_X27
  .cfi_rel_offset x28, GP_FRAME_X27 + 8
  stp x29, x30, [sp, #GP_FRAME_FP]
  .cfi_rel_offset x29, GP_FRAME_FP
  .cfi_rel_offset x30, GP_FRAME_LR
  stp d8, d9, [sp, #GP_FRAME_D8]
  .cfi_rel_offset d8, GP_FRAME_D8
  .cfi_rel_offset d9, GP_FRAME_D8 + 8
  stp d10, d11, [sp, #GP_FRAME_D10]
  .cfi_rel_offset d10, GP_FRAME_D10
  .cfi_rel_offset d11, GP_FRAME_D10 + 8
  stp d12, d13, [sp, #GP_FRAME_D12]
  .cfi_rel_offset d12, GP_FRAME_D12
  .cfi_rel_offset d13, GP_FRAME_D12 + 8
  stp d14, d15, [sp, #GP_FRAME_D14]
  .cfi_rel_offset d14, GP_FRAME_D14
  .cfi_rel_offset d15, GP_FRAME_D14 + 8
  mrs x9, fpcr
  str x9, [sp, #GP_FRAME_FPCR]

  mov x10, sp
  str x10, [x0]
  mov sp, x1

  /* Written only on a difference: reading fpcr is cheap, writing it stalls the pipeline on many cores. */
  ldr x10, [sp, #GP_FRAME_FPCR]
  cmp x9, x10
  b.eq 1f
  msr fpcr, x10
1:
  ldp x19, x20, [sp, #GP_FRAME_X19]
  ldp x21, x22, [sp, #GP_FRAME_X21]
  ldp x23, x24, [sp, #GP_FRAME_X23]
  ldp x25, x26, [sp, #GP_FRAME_X25]
  ldp x27, x28, [sp, #GP_FRAME_X27]
  ldp x29, x30, [sp, #GP_FRAME_FP]
  ldp d8, d9, [sp, #GP_FRAME_D8]
  ldp d10, d11, [sp, #GP_FRAME_D10]
  ldp d12, d13, [sp, #GP_FRAME_D12]
  ldp d14, d15, [sp, #GP_FRAME_D14]
  add sp, sp, #GP_FRAME_SIZE
  .cfi_def_cfa_offset 0
  /* No red zone: the frame is gone, and everything is in its register again. */
  .irp reg, x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, x29, x30, d8, d9, d10, d11, d12, d13, d14, d15
  .cfi_restore \reg
  .endr
  ret
  .cfi_endproc
.size gp_switch, . - gp_switch

/* The outermost frame of every fresh stack. "lr is undefined" is how unwinders are told that it has no caller. */
.globl gp_stack_bottom
.hidden gp_stack_bottom
.type gp_stack_bottom, %function
.p2align 4
  .cfi_startproc
  .cfi_undefined x30
  nop /* an unwinder looks up the address before a return address, and a stack not yet entered "returns" to the label */
gp_stack_bottom:
  mov x0, x20
  blr x19
  brk #1 /* entry has returned */
  .cfi_endproc
.size gp_stack_bottom, . - gp_stack_bottom

#ifdef __ARM_FEATURE_BTI_DEFAULT
.section .note.gnu.property, "a", %note
.p2align 3
.word 4, 16, 5 /* sizes of name and descriptor, NT_GNU_PROPERTY_TYPE_0 */
.asciz "GNU"
.word 0xc0000000, 4, 1, 0 /* GNU_PROPERTY_AARCH64_FEATURE_1_AND, 4 bytes: BTI, padding */
#endif

#else /* C */

/* ---- stack maker ---------------------------------------------------------------------------------------------------- */

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

struct gp_frame {
  uint64_t x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, fp, lr;
  double d8, d9, d10, d11, d12, d13, d14, d15;
  uint64_t fpcr, unused;
};
_Static_assert(offsetof(struct gp_frame, x19) == GP_FRAME_X19, "x19");
_Static_assert(offsetof(struct gp_frame, x21) == GP_FRAME_X21, "x21");
_Static_assert(offsetof(struct gp_frame, x23) == GP_FRAME_X23, "x23");
_Static_assert(offsetof(struct gp_frame, x25) == GP_FRAME_X25, "x25");
_Static_assert(offsetof(struct gp_frame, x27) == GP_FRAME_X27, "x27");
_Static_assert(offsetof(struct gp_frame, fp) == GP_FRAME_FP, "fp");
_Static_assert(offsetof(struct gp_frame, lr) == GP_FRAME_LR, "lr");
_Static_assert(offsetof(struct gp_frame, d8) == GP_FRAME_D8, "d8");
_Static_assert(offsetof(struct gp_frame, d10) == GP_FRAME_D10, "d10");
_Static_assert(offsetof(struct gp_frame, d12) == GP_FRAME_D12, "d12");
_Static_assert(offsetof(struct gp_frame, d14) == GP_FRAME_D14, "d14");
_Static_assert(offsetof(struct gp_frame, fpcr) == GP_FRAME_FPCR, "fpcr");
_Static_assert(sizeof(struct gp_frame) == GP_FRAME_SIZE, "size");
_Static_assert(GP_FRAME_SIZE % 16 == 0, "the stack pointer is aligned at every access, and at entry");

extern const char gp_stack_bottom[] __attribute__((visibility("hidden")));

void* gp_make_stack(void* top, void (*entry)(void*), void* arg) {
  /* Two zero words above the frame: a debugger that ignores the unwind tables reads a null frame record. */
  uint64_t* end = (uint64_t*)((uintptr_t)top & ~(uintptr_t)15);
  *--end = 0;
  *--end = 0;
  struct gp_frame* frame = (struct gp_frame*)end - 1;
  *frame = (struct gp_frame){
      .x19 = (uintptr_t)entry, .x20 = (uintptr_t)arg, .fp = 0, .lr = (uintptr_t)gp_stack_bottom};
  __asm__ volatile("mrs %0, fpcr" : "=r"(frame->fpcr));
  return frame;
}

/* ---- shadow-stack query --------------------------------------------------------------------------------------------- */

#define GP_SHADOW_STACK_NAME "GCS"

/* Linux's <linux/prctl.h> from 6.13 on; older headers lack the names. */
#define GP_PR_GET_SHADOW_STACK_STATUS 74
#define GP_PR_SHADOW_STACK_ENABLE 1UL

static int gp_shadow_stack_active(void) {
  unsigned long status = 0;
  int saved_errno = errno;
  long failed = syscall(SYS_prctl, GP_PR_GET_SHADOW_STACK_STATUS, &status, 0, 0, 0);
  errno = saved_errno;
  return !failed && (status & GP_PR_SHADOW_STACK_ENABLE); /* fails on a kernel that has no shadow stacks */
}

#endif

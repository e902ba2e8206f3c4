/* Floating-point control state belongs to a stack. */
#include <fenv.h>
#include <float.h>
#include <stdint.h>

#include "tap.h"

static volatile double one = 1.0, three = 3.0, tiny = DBL_MIN, half = 0.5;

#if defined(__x86_64__)
#define FLUSH_TO_ZERO (1u << 15)
static uint64_t control(void) {
  uint32_t mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  return mxcsr & ~0x3fu; /* without the sticky flags, which are no control state */
}
static void set_control(uint64_t value) {
  uint32_t mxcsr = (uint32_t)value;
  __asm__ volatile("ldmxcsr %0" ::"m"(mxcsr));
}
#else
#define FLUSH_TO_ZERO (1u << 24)
static uint64_t control(void) {
  uint64_t fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  return fpcr;
}
static void set_control(uint64_t value) { __asm__ volatile("msr fpcr, %0" ::"r"(value)); }
#endif

struct seen {
  int mode;       /* to set */
  int kept;       /* times the mode was still there after a switch */
  double third;   /* 1/3 as rounded here */
  uint64_t first; /* control state at entry */
};

static void rounding_body(struct coro* c) {
  struct seen* seen = c->data;
  fesetround(seen->mode);
  seen->third = one / three;
  for (;;) {
    coro_yield(c);
    seen->kept += fegetround() == seen->mode && one / three == seen->third;
  }
}

static void rounding(void) {
  struct stack s1 = stack_map(65536), s2 = stack_map(65536);
  struct seen up = {.mode = FE_UPWARD}, down = {.mode = FE_DOWNWARD};
  struct coro a, b;
  double nearest = one / three;
  coro_make(&a, s1.top, rounding_body, &up);
  coro_make(&b, s2.top, rounding_body, &down);
  for (int i = 0; i < 11; i++) {
    coro_resume(&a);
    CHECK(fegetround() == FE_TONEAREST && one / three == nearest);
    coro_resume(&b);
    CHECK(fegetround() == FE_TONEAREST && one / three == nearest);
  }
  CHECK(up.kept == 10 && down.kept == 10);
  CHECK(down.third < up.third);
  stack_unmap(s1);
  stack_unmap(s2);
}

static void flush_body(struct coro* c) {
  struct seen* seen = c->data;
  set_control(control() | FLUSH_TO_ZERO);
  for (;;) {
    coro_yield(c);
    seen->kept += (control() & FLUSH_TO_ZERO) != 0 && tiny * half == 0;
  }
}

static void flush_to_zero(void) {
  struct stack s = stack_map(65536);
  struct seen seen = {0};
  struct coro c;
  coro_make(&c, s.top, flush_body, &seen);
  for (int i = 0; i < 11; i++) {
    coro_resume(&c);
    CHECK((control() & FLUSH_TO_ZERO) == 0 && tiny * half != 0);
  }
  CHECK(seen.kept == 10);
  stack_unmap(s);
}

static void inherit_body(struct coro* c) {
  struct seen* seen = c->data;
  seen->first = control();
  seen->mode = fegetround();
}

static void inherited(void) {
  struct stack s = stack_map(65536);
  struct seen seen = {0};
  struct coro c;
  uint64_t plain = control();
  fesetround(FE_DOWNWARD);
  uint64_t makers = control();
  coro_make(&c, s.top, inherit_body, &seen);
  fesetround(FE_TONEAREST);
  coro_resume(&c);
  CHECK(c.done && seen.mode == FE_DOWNWARD && seen.first == makers);
  CHECK(makers != plain && control() == plain);
  stack_unmap(s);
}

#if defined(__x86_64__)
static uint16_t x87(void) {
  uint16_t word;
  __asm__ volatile("fnstcw %0" : "=m"(word));
  return word;
}
static void set_x87(uint16_t word) { __asm__ volatile("fldcw %0" ::"m"(word)); }

static void x87_body(struct coro* c) {
  uint16_t narrow = (uint16_t)(x87() & ~0x300); /* 24-bit precision; no counterpart in mxcsr */
  set_x87(narrow);
  coro_yield(c);
  *(int*)c->data = x87() == narrow;
}

static void x87_alone(void) {
  struct stack s = stack_map(65536);
  struct coro c;
  int kept = 0;
  uint16_t before = x87();
  uint64_t sse = control();
  coro_make(&c, s.top, x87_body, &kept);
  coro_resume(&c);
  CHECK(x87() == before && control() == sse);
  coro_resume(&c);
  CHECK(c.done && kept && x87() == before);
  stack_unmap(s);
}
#endif

void test_fp_control(void) {
  tap_run("the rounding mode stays with its stack", rounding);
  tap_run("flush-to-zero stays with its stack", flush_to_zero);
  tap_run("a fresh stack starts with the control state of its maker", inherited);
#if defined(__x86_64__)
  tap_run("x87 precision stays with its stack", x87_alone);
#else
  tap_skip("x87 precision stays with its stack", "x86-64 only");
#endif
}

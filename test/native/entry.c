/* The first switch to a fresh stack: what entry finds, whatever `top` was, and what happens if it returns. */
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include "registers.h"
#include "tap.h"

static void *home, *away;

void entry_probed(void* probe) {
  (void)probe;
  for (;;) gp_switch(&away, home);
}

/* As after a call: on x86-64 the return address lies on an aligned stack. */
static int is_aligned(uint64_t sp) {
#if defined(__x86_64__)
  return sp % 16 == 8;
#else
  return sp % 16 == 0;
#endif
}

static void odd_tops(void) {
  struct stack s = stack_map(65536);
  for (int odd = 0; odd < 64; odd++) {
    char* top = s.top - 64 - odd;
    struct entry_probe probe = {0, 1};
    memset(s.top - 512, 0xa5, 512);
    void* sp = gp_make_stack(top, entry_probe, &probe);
    gp_switch(&home, sp);
    CHECK(is_aligned(probe.sp));
    CHECK(probe.fp == 0);
    CHECK((char*)sp < top && (char*)sp > top - 256);
    CHECK(probe.sp < (uint64_t)top && probe.sp > (uint64_t)top - 256);
    for (char* at = top; at < s.top; at++) CHECK((unsigned char)*at == 0xa5);
  }
  stack_unmap(s);
}

typedef float vec4 __attribute__((vector_size(16)));

/* The compiler trusts the ABI and stores with movaps at fixed offsets: a wrong alignment is a SIGSEGV here. */
static void aligned_body(struct coro* c) {
  volatile vec4 local = {1, 2, 3, 4};
  volatile struct {
    _Alignas(32) char bytes[32];
  } wide = {{0}};
  int* good = c->data;
  local += (vec4){1, 1, 1, 1};
  *good = (uintptr_t)&local % 16 == 0 && (uintptr_t)&wide % 32 == 0 && local[3] == 5;
}

static void aligned_stores(void) {
  struct stack s = stack_map(65536);
  for (int odd = 0; odd < 64; odd++) {
    struct coro c;
    int good = 0;
    coro_make(&c, s.top - odd, aligned_body, &good);
    coro_resume(&c);
    CHECK(c.done && good);
  }
  stack_unmap(s);
}

static void return_at_once(void* arg) { (void)arg; }

static void returning_entry(void) {
  struct stack s = stack_map(65536);
  gp_switch(&home, gp_make_stack(s.top, return_at_once, NULL));
}

static void return_traps(void) {
  int status = run_in_child(returning_entry);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGILL || WTERMSIG(status) == SIGTRAP);
}

void test_entry(void) {
  tap_run("any top gives an aligned entry, a null frame pointer, and nothing written at or above it", odd_tops);
  tap_run("aligned vector stores work in entry", aligned_stores);
  tap_run("an entry that returns traps", return_traps);
}

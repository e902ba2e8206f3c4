/* A million switches among a thousand stacks, in an order that a model predicts. */
#include <stdint.h>
#include <stdlib.h>

#include "tap.h"

enum { STACKS = 1000, SWITCHES = 1000000, STACK_SIZE = 16384 };

static struct fiber {
  void* sp;
  long seen;    /* how often it was switched to, as counted in a local variable of its own stack */
  int damaged;  /* its locals changed while it was away */
} fibers[STACKS];
static long expected[STACKS];
static void* home;
static uint64_t state;
static long left;

static unsigned next_index(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(state >> 33) % STACKS;
}

/* Goes straight to another fiber, or home when the million is used up. */
static void leave(struct fiber* self) {
  if (left-- == 0) {
    gp_switch(&self->sp, home);
    return;
  }
  struct fiber* next = &fibers[next_index()];
  if (next != self) gp_switch(&self->sp, next->sp);
}

static void entry(void* arg) {
  struct fiber* self = arg;
  volatile uintptr_t mark[8];
  for (int i = 0; i < 8; i++) mark[i] = (uintptr_t)self ^ (uintptr_t)i;
  for (long mine = 1;; mine++) {
    self->seen = mine;
    leave(self);
    for (int i = 0; i < 8; i++) self->damaged += mark[i] != ((uintptr_t)self ^ (uintptr_t)i);
  }
}

static void million(void) {
  struct stack s = stack_map((size_t)STACKS * STACK_SIZE);
  for (int i = 0; i < STACKS; i++)
    fibers[i] = (struct fiber){.sp = gp_make_stack(s.top - (size_t)i * STACK_SIZE, entry, &fibers[i])};
  /* The model: the same draws, without stacks. */
  state = 42;
  expected[0] = 1;
  for (long i = 0; i < SWITCHES; i++) expected[next_index()]++;
  state = 42;
  left = SWITCHES;
  gp_switch(&home, fibers[0].sp);
  long wrong = 0, total = 0;
  for (int i = 0; i < STACKS; i++) {
    wrong += fibers[i].seen != expected[i] || fibers[i].damaged;
    total += fibers[i].seen;
  }
  CHECK(wrong == 0);
  CHECK(total == SWITCHES + 1);
  stack_unmap(s);
}

void test_many(void) { tap_run("1,000,000 switches among 1,000 stacks keep counts and locals", million); }

/* Callee-saved registers survive a switch, with different values on the two sides. */
#include "registers.h"

#include "tap.h"

enum { ROUNDS = 1000 };

static void *side_a, *side_b;
static int wrong_a, wrong_b, rounds_b;

static uint64_t value(uint64_t side, uint64_t round, uint64_t index) {
  uint64_t x = (side << 48 | round << 16 | (index + 1)) * 0x9e3779b97f4a7c15u;
  return x ^ x >> 31;
}

/* One side's round; returns how many registers did not come back. */
static int round_trip(int side, int round, void** save_sp, void** load_sp) {
  uint64_t in[CALLEE_SAVED], out[CALLEE_SAVED] = {0};
  for (int i = 0; i < CALLEE_SAVED; i++) in[i] = value(side, round, i);
  registers_switch(save_sp, *load_sp, in, out);
  int wrong = 0;
  for (int i = 0; i < CALLEE_SAVED; i++) wrong += out[i] != in[i];
  return wrong;
}

static void entry_b(void* arg) {
  (void)arg;
  for (;;) wrong_b += round_trip(2, rounds_b++, &side_b, &side_a);
}

static void both_sides(void) {
  struct stack stack = stack_map(65536);
  side_b = gp_make_stack(stack.top, entry_b, NULL);
  for (int round = 0; round < ROUNDS; round++) wrong_a += round_trip(1, round, &side_a, &side_b);
  CHECK(rounds_b == ROUNDS);
  CHECK(wrong_a == 0);
  CHECK(wrong_b == 0);
  stack_unmap(stack);
}

void test_registers(void) { tap_run("callee-saved registers keep their own values on both sides", both_sides); }

/* ns a gp_switch, alone: JSON lines, one a shape. Median and best of the rounds.
 * A shape is how many stacks take turns, and how many calls deep both sides are: processors predict returns from a stack of
 * their own, which a switch makes wrong, so the frames under a switch cost more than the switch. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../native/switch/switch.h"

enum { MOST = 256, STACK_SIZE = 16384, ROUNDS = 21, SWITCHES = 200000 };

static void *hub, *fibers[MOST];
static int running, depth;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

__attribute__((noinline)) static void suspend(int frames) {
  if (frames > 1)
    suspend(frames - 1);
  else
    gp_switch(&fibers[running], hub);
  __asm__ volatile("" ::: "memory"); /* no tail call */
}

__attribute__((noinline)) static void resume(int frames) {
  if (frames > 1)
    resume(frames - 1);
  else
    gp_switch(&hub, fibers[running]);
  __asm__ volatile("" ::: "memory");
}

static void entry(void* arg) {
  (void)arg;
  for (;;) {
    if (depth > 0)
      suspend(depth);
    else
      gp_switch(&fibers[running], hub);
  }
}

static int ascending(const void* a, const void* b) {
  return (*(const double*)a > *(const double*)b) - (*(const double*)a < *(const double*)b);
}

static void measure(char* memory, int stacks) {
  double ns[ROUNDS];
  /* Tops at different distances from a page's end, or all stacks would fight for the same cache lines. */
  for (int i = 0; i < stacks; i++)
    fibers[i] = gp_make_stack(memory + (size_t)(i + 1) * STACK_SIZE - (size_t)(i % 16) * 128, entry, NULL);
  for (int round = 0; round < ROUNDS; round++) {
    double start = now();
    for (int i = 0; i < SWITCHES / 2; i++) {
      running = i % stacks;
      if (depth > 0)
        resume(depth);
      else
        gp_switch(&hub, fibers[running]);
    }
    ns[round] = (now() - start) / SWITCHES;
  }
  qsort(ns, ROUNDS, sizeof ns[0], ascending);
  printf("{\"bench\":\"gp_switch\",\"abi\":\"%s\",\"stacks\":%d,\"depth\":%d,\"median_ns\":%.2f,\"best_ns\":%.2f}\n",
         GP_SWITCH_ABI, stacks, depth, ns[ROUNDS / 2], ns[0]);
}

int main(void) {
  static const int counts[] = {1, 16, MOST}, depths[] = {0, 4};
  char* memory = malloc((size_t)MOST * STACK_SIZE);
  if (!memory) return 1;
  for (int d = 0; d < 2; d++) {
    depth = depths[d];
    for (int n = 0; n < 3; n++) measure(memory, counts[n]);
  }
  free(memory);
  return 0;
}

/* Threads switch among stacks of their own at the same time, and a stack may continue on another thread. */
#include <pthread.h>

#include "tap.h"

enum { THREADS = 4, FIBERS = 50, ROUNDS = 2000, STACK_SIZE = 16384 };

struct worker {
  long rounds; /* counted on fibers' stacks */
  int wrong;
};

static void count_body(struct coro* c) {
  struct worker* worker = c->data;
  for (long mine = 0;; mine++) {
    long before = worker->rounds++;
    coro_yield(c);
    /* All the fibers of this thread, and no others, have run once since. */
    worker->wrong += worker->rounds - before != FIBERS;
  }
}

static void* work(void* arg) {
  struct coro fibers[FIBERS];
  struct stack s = stack_map((size_t)FIBERS * STACK_SIZE);
  for (int i = 0; i < FIBERS; i++) coro_make(&fibers[i], s.top - (size_t)i * STACK_SIZE, count_body, arg);
  for (int round = 0; round < ROUNDS; round++)
    for (int i = 0; i < FIBERS; i++) coro_resume(&fibers[i]);
  stack_unmap(s);
  return NULL;
}

static void side_by_side(void) {
  pthread_t threads[THREADS];
  struct worker workers[THREADS] = {{0, 0}};
  for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, work, &workers[i]) == 0);
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(workers[i].rounds == (long)FIBERS * ROUNDS);
    CHECK(workers[i].wrong == 0);
  }
}

static void sum_body(struct coro* c) {
  long sum = 0;
  for (int i = 1; i <= 10; i++) {
    sum += i;
    coro_yield(c);
  }
  *(long*)c->data = sum;
}

static void* resume_once(void* arg) {
  coro_resume(arg);
  return NULL;
}

static void handed_over(void) {
  struct stack s = stack_map(STACK_SIZE);
  struct coro c;
  long sum = 0;
  coro_make(&c, s.top, sum_body, &sum);
  while (!c.done) {
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, resume_once, &c) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    if (!c.done) coro_resume(&c);
  }
  CHECK(sum == 55);
  stack_unmap(s);
}

void test_threads(void) {
  tap_run("4 threads switch among 50 stacks each at the same time", side_by_side);
  tap_run("a stack suspended on one thread continues on another", handed_over);
}

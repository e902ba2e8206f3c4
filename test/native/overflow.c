/* A deep recursion may use the whole stack; one too deep faults on the guard page and touches nothing else. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

enum { SIZE = 256 * 1024 };

static struct stack stack;
static char* stop_at; /* recursion turns round below this address; null: never */

/* Volatile, and used after the call, so that no compiler makes a loop of it. */
__attribute__((noinline)) static long recurse(long depth) {
  volatile char frame[200];
  frame[0] = frame[sizeof frame - 1] = (char)depth;
  if ((char*)frame < stop_at) return 1;
  long below = recurse(depth + 1);
  return frame[0] == (char)depth && frame[sizeof frame - 1] == (char)depth ? below + 1 : -1000000;
}

static void recurse_body(struct coro* c) { *(long*)c->data = recurse(0); }

static void near_the_end(void) {
  struct coro c;
  long depth = 0;
  stack = stack_map(SIZE);
  stop_at = stack.base + 1024;
  coro_make(&c, stack.top, recurse_body, &depth);
  coro_resume(&c);
  CHECK(c.done);
  CHECK(depth > SIZE / 1024 && depth < SIZE / 200);
  CHECK(c.sp && (char*)c.sp > stack.top - 1024);
  stack_unmap(stack);
}

/* Shared with the child that overflows. */
struct report {
  void* fault;
  int code;
  char below[4096]; /* what lies under the guard page */
};
static struct report* report;

static void on_fault(int number, siginfo_t* info, void* context) {
  (void)context;
  report->fault = info->si_addr;
  report->code = info->si_code;
  signal(number, SIG_DFL); /* the faulting instruction runs again and ends the child */
}

static void overflow_in_child(void) {
  static char alternate[65536];
  sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = sizeof alternate}, NULL);
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigaction(SIGSEGV, &action, NULL);
  struct coro c;
  long depth = 0;
  stop_at = NULL;
  coro_make(&c, stack.top, recurse_body, &depth);
  coro_resume(&c);
}

static void past_the_end(void) {
  size_t page = page_size();
  int flags = MAP_SHARED | MAP_ANONYMOUS;
  report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, flags, -1, 0);
  CHECK(report != MAP_FAILED);
  /* Neighbour, guard and stack side by side, all shared, so that damage done by the child would show here. */
  char* at = mmap(NULL, SIZE + 2 * page, PROT_READ | PROT_WRITE, flags, -1, 0);
  CHECK(at != MAP_FAILED && mprotect(at + page, page, PROT_NONE) == 0);
  memset(at, 0x5a, page);
  stack = (struct stack){at + page, at + 2 * page, at + 2 * page + SIZE};
  int status = run_in_child(overflow_in_child);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  CHECK(report->code == SEGV_ACCERR);
  CHECK((char*)report->fault >= stack.guard && (char*)report->fault < stack.base);
  for (size_t i = 0; i < page; i++) CHECK(at[i] == 0x5a);
  int used = 0;
  for (size_t i = 0; i < page; i++) used += stack.base[i] != 0;
  CHECK(used > 0); /* the recursion had come as far as the last page */
  munmap(at, SIZE + 2 * page);
  munmap(report, sizeof *report);
}

void test_overflow(void) {
  tap_run("recursion may use nearly the whole stack and comes back", near_the_end);
  tap_run("recursion past the end is a SIGSEGV on the guard page, nothing else is touched", past_the_end);
}

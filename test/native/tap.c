#define _GNU_SOURCE
#include "tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int count, failed_tests, failed_checks;

void tap_run(const char* name, void (*body)(void)) {
  failed_checks = 0;
  body();
  failed_tests += failed_checks > 0;
  printf("%sok %d - %s\n", failed_checks ? "not " : "", ++count, name);
  fflush(stdout);
}

void tap_skip(const char* name, const char* why) { printf("ok %d - %s # SKIP %s\n", ++count, name, why); }

void tap_fail(const char* file, int line, const char* what) {
  failed_checks++;
  printf("# %s:%d: %s\n", file, line, what);
}

static void die(const char* what) {
  perror(what);
  exit(2);
}

int run_in_child(void (*body)(void)) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) {
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    alarm(60);
    body();
    _exit(0);
  }
  int status;
  if (waitpid(pid, &status, 0) != pid) die("waitpid");
  return status;
}

size_t page_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }

struct stack stack_map(size_t size) {
  size_t page = page_size();
  char* at = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED || mprotect(at, page, PROT_NONE)) die("mapping a stack");
  return (struct stack){at, at + page, at + page + size};
}

void stack_unmap(struct stack stack) {
  if (munmap(stack.guard, (size_t)(stack.top - stack.guard))) die("munmap");
}

static void coro_entry(void* arg) {
  struct coro* c = arg;
  c->body(c);
  c->done = 1;
  for (;;) coro_yield(c);
}

void coro_make(struct coro* c, void* top, void (*body)(struct coro* c), void* data) {
  *c = (struct coro){.sp = gp_make_stack(top, coro_entry, c), .body = body, .data = data};
}

/* Through a pointer that no compiler sees through: gp_switch has to be a legal target of an indirect call. */
static void (*volatile switch_indirectly)(void**, void*) = gp_switch;

void coro_resume(struct coro* c) { switch_indirectly(&c->back, c->sp); }

void coro_yield(struct coro* c) { gp_switch(&c->sp, c->back); }

int main(void) {
  test_supported();
  test_registers();
  test_fp_control();
  test_entry();
  test_overflow();
  test_many();
  test_threads();
  test_unwind();
  test_exceptions();
  printf("1..%d\n", count);
  return failed_tests > 0;
}

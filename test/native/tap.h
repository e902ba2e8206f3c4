/* Test reporting (TAP) and the small coroutine on top of gp_switch that the tests share. */
#ifndef GREENPATCH_TEST_TAP_H
#define GREENPATCH_TEST_TAP_H

#include <stddef.h>

#include "../../native/switch/switch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One line `ok N - name` or `not ok N - name`; each failed CHECK in `body` says where. */
void tap_run(const char* name, void (*body)(void));
void tap_skip(const char* name, const char* why);
void tap_fail(const char* file, int line, const char* what);
/* Not for use off the main thread: threads report what they saw, the main thread checks it. */
#define CHECK(condition) ((condition) ? (void)0 : tap_fail(__FILE__, __LINE__, #condition))

/* Runs `body` in a forked child with no core file, no stderr and a time limit; returns what waitpid gave. */
int run_in_child(void (*body)(void));

/* A mapping with a page without access below it. */
struct stack {
  char* guard; /* the guard page */
  char* base;  /* lowest usable byte */
  char* top;
};
size_t page_size(void);
struct stack stack_map(size_t size);
void stack_unmap(struct stack stack);

/* body(c) runs on the stack that begins below `top`; c->done is set once it has returned. */
struct coro {
  void* sp;
  void* back;
  void (*body)(struct coro* c);
  void* data;
  int done;
};
void coro_make(struct coro* c, void* top, void (*body)(struct coro* c), void* data);
void coro_resume(struct coro* c);
void coro_yield(struct coro* c);

/* Groups of checks, one a file. */
void test_registers(void);
void test_fp_control(void);
void test_entry(void);
void test_overflow(void);
void test_many(void);
void test_threads(void);
void test_unwind(void);
void test_exceptions(void);
void test_supported(void);

#ifdef __cplusplus
}
#endif

#endif

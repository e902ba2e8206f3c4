/* Unwinders find their way on a fresh stack and stop at its bottom. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <ucontext.h>
#include <unwind.h>

#include "registers.h"
#include "tap.h"

extern const char gp_stack_bottom[];

enum { MOST = 64 };

struct trace {
  int length;
  void* function[MOST]; /* where each frame's function begins, innermost first */
};

static _Unwind_Reason_Code on_frame(struct _Unwind_Context* context, void* arg) {
  struct trace* trace = arg;
  if (trace->length == MOST) return _URC_END_OF_STACK;
  int interrupted = 0; /* by a signal: the address is that of an instruction, no return address behind one */
  uintptr_t ip = _Unwind_GetIPInfo(context, &interrupted);
  trace->function[trace->length++] = ip ? _Unwind_FindEnclosingFunction((void*)(ip + !!interrupted)) : NULL;
  return _URC_NO_REASON;
}

static int position(const struct trace* trace, const void* function) {
  for (int i = 0; i < trace->length; i++)
    if (trace->function[i] == function) return i;
  return -1;
}

/* The unwind entry of gp_stack_bottom begins one instruction before the label. */
static int is_bottom(const void* function) {
  uintptr_t before = (uintptr_t)gp_stack_bottom - (uintptr_t)function;
  return before > 0 && before <= 4;
}

__attribute__((noinline)) static void deep(struct trace* trace, int depth) {
  if (depth > 0)
    deep(trace, depth - 1);
  else
    _Unwind_Backtrace(on_frame, trace);
  __asm__ volatile("" ::: "memory"); /* no tail call */
}

static void *home, *away;

__attribute__((noinline)) static void backtrace_entry(void* arg) {
  deep(arg, 10);
  for (;;) gp_switch(&away, home);
}

static void backtrace_from(struct stack s, void* sp, struct trace* trace) {
  gp_switch(&home, sp);
  CHECK(trace->length >= 3 && trace->length < 20);
  int entry = position(trace, (void*)backtrace_entry);
  CHECK(entry > 0);
  CHECK(entry >= 0 && entry + 1 < trace->length && is_bottom(trace->function[entry + 1]));
  /* Beyond the bottom at most the end mark that some unwinders report: a frame without an address. */
  CHECK(trace->length <= entry + 3 && (trace->length == entry + 2 || trace->function[entry + 2] == NULL));
  stack_unmap(s);
}

static void ends_at_the_bottom(void) {
  struct stack s = stack_map(65536);
  struct trace trace = {0, {0}};
  backtrace_from(s, gp_make_stack(s.top, backtrace_entry, &trace), &trace);
}

/* The zero words above the first frame are for debuggers that read no unwind tables; the tables must do without. */
static void ends_by_the_tables(void) {
  struct stack s = stack_map(65536);
  struct trace trace = {0, {0}};
  void* sp = gp_make_stack(s.top, backtrace_entry, &trace);
  CHECK(((uint64_t*)s.top)[-1] == 0 && ((uint64_t*)s.top)[-2] == 0);
  ((uintptr_t*)s.top)[-1] = ((uintptr_t*)s.top)[-2] = (uintptr_t)ends_at_the_bottom + 1;
  backtrace_from(s, sp, &trace);
}

#if defined(__x86_64__)
/* Every instruction of gp_switch is trapped and unwound from: what a profiler or a debugger meets at the worst moment. */
static void every_instruction(void);
static volatile int steps, lost;
static struct trace last;

__attribute__((noinline)) static void stepping_entry(void* arg) {
  (void)arg;
  for (;;) gp_switch(&away, home);
}

__attribute__((noinline)) static void stepping_home(void* sp) {
  trap_flag(1);
  gp_switch(&home, sp);
  gp_switch(&home, away);
  trap_flag(0);
  __asm__ volatile("" ::: "memory");
}

static void on_step(int number, siginfo_t* info, void* context) {
  (void)number, (void)info;
  uintptr_t pc = (uintptr_t)((ucontext_t*)context)->uc_mcontext.gregs[REG_RIP];
  if (_Unwind_FindEnclosingFunction((void*)(pc + 1)) != (void*)gp_switch) return;
  steps++;
  last.length = 0;
  _Unwind_Backtrace(on_frame, &last);
  int at = position(&last, (void*)gp_switch);
  void* caller = at >= 0 && at + 1 < last.length ? last.function[at + 1] : NULL;
  int on_home = caller == (void*)stepping_home && position(&last, (void*)every_instruction) > at;
  int on_fiber = caller == (void*)stepping_entry && at + 2 < last.length && is_bottom(last.function[at + 2]);
  lost += !on_home && !on_fiber && !is_bottom(caller);
  lost += last.length == MOST;
}

__attribute__((noinline)) static void every_instruction(void) {
  static char alternate[131072];
  struct stack s = stack_map(65536);
  struct sigaction action = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO | SA_ONSTACK}, before;
  sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = sizeof alternate}, NULL);
  sigaction(SIGTRAP, &action, &before);
  stepping_home(gp_make_stack(s.top, stepping_entry, NULL));
  sigaction(SIGTRAP, &before, NULL);
  sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
  CHECK(steps >= 4 * 20); /* four switches of more than 20 instructions */
  CHECK(lost == 0);
  stack_unmap(s);
}
#endif

void test_unwind(void) {
  tap_run("_Unwind_Backtrace ends at the bottom of a fresh stack", ends_at_the_bottom);
  tap_run("_Unwind_Backtrace ends there by the unwind tables alone", ends_by_the_tables);
#if defined(__x86_64__)
  tap_run("gp_switch can be unwound from at each of its instructions", every_instruction);
#else
  tap_skip("gp_switch can be unwound from at each of its instructions", "needs the trap flag of x86-64");
#endif
}

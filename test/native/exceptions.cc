// C++ exceptions on a fresh stack: caught there, and never carried past its bottom.
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <stdexcept>
#include <string>

#include "tap.h"

namespace {

struct Counted {
  explicit Counted(int* live) : live_(live) { ++*live_; }
  ~Counted() { --*live_; }
  int* live_;
};

__attribute__((noinline)) void throw_deep(int depth, int* live) {
  Counted counted(live);
  if (depth == 0) throw std::runtime_error("from the bottom of the recursion");
  throw_deep(depth - 1, live);
}

struct Outcome {
  int live = 0;
  int caught = 0;
};

void catching_body(coro* c) {
  auto* outcome = static_cast<Outcome*>(c->data);
  for (int i = 0; i < 3; i++) {
    try {
      throw_deep(20, &outcome->live);
    } catch (const std::runtime_error& error) {
      outcome->caught += error.what() == std::string("from the bottom of the recursion");
    }
    coro_yield(c);
  }
}

void caught_inside() {
  stack s = stack_map(65536);
  coro c;
  Outcome outcome;
  coro_make(&c, s.top, catching_body, &outcome);
  while (!c.done) coro_resume(&c);
  CHECK(outcome.caught == 3);
  CHECK(outcome.live == 0);
  stack_unmap(s);
}

void throwing_body(coro*) { throw std::runtime_error("nobody catches this here"); }

// The thread's own stack would catch it, if the unwinder came that far.
void uncaught_in_child() {
  std::set_terminate([] { _exit(42); });
  stack s = stack_map(65536);
  coro c;
  coro_make(&c, s.top, throwing_body, nullptr);
  try {
    coro_resume(&c);
  } catch (...) {
    _exit(43);
  }
}

void ends_at_the_bottom() {
  int status = run_in_child(uncaught_in_child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 42);
}

}  // namespace

extern "C" void test_exceptions() {
  tap_run("an exception is thrown and caught on a fresh stack", caught_inside);
  tap_run("an exception that nobody catches there ends in std::terminate, not on the thread's own stack",
          ends_at_the_bottom);
}

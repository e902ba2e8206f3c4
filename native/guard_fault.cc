#include "guard_fault.h"

#if defined(__linux__)
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <mutex>

namespace greenpatch {
namespace {

// Never freed: a handler may look at it at any time. A number that is given up is used again.
struct Node {
  WatchedStacks stacks{};
  std::atomic<bool> used{false};
  std::atomic<Node*> next{nullptr};
  size_t number = 0;
};

std::mutex watching;
std::atomic<Node*> newest{nullptr};
size_t count = 0;
struct sigaction before;
std::atomic<bool> told{false};

// A sentence put together without memory of its own.
class Sentence {
 public:
  Sentence& operator<<(const char* text) { return Add(text, strlen(text)); }
  Sentence& operator<<(size_t number) {
    char digits[20];
    size_t at = sizeof digits;
    do digits[--at] = static_cast<char>('0' + number % 10);
    while ((number /= 10) > 0);
    return Add(digits + at, sizeof digits - at);
  }
  Sentence& Add(const char* text, size_t bytes) {
    if (bytes > sizeof text_ - bytes_) bytes = sizeof text_ - bytes_;
    memcpy(text_ + bytes_, text, bytes);
    bytes_ += bytes;
    return *this;
  }
  void Write() const {
    for (size_t done = 0; done < bytes_;) {
      const ssize_t n = write(STDERR_FILENO, text_ + done, bytes_ - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return;
      done += static_cast<size_t>(n);
    }
  }

 private:
  char text_[768];
  size_t bytes_ = 0;
};

// The stacks in a guard zone of which the address lies.
const WatchedStacks* Find(const char* address) {
  for (const Node* node = newest.load(std::memory_order_acquire); node != nullptr; node = node->next.load()) {
    if (!node->used.load(std::memory_order_acquire)) continue;
    const WatchedStacks& stacks = node->stacks;
    if (address < stacks.start || address >= stacks.start + stacks.slots * stacks.slot_bytes) continue;
    const auto offset = static_cast<size_t>(address - stacks.start);
    return offset % stacks.slot_bytes < stacks.guard_bytes ? &stacks : nullptr;
  }
  return nullptr;
}

void TellFiber(Sentence* sentence, const FaultNotes* notes) {
  if (notes->fiber == 0) {
    *sentence << "a fiber that has no number yet";
  } else {
    *sentence << "fiber " << static_cast<size_t>(notes->fiber);
  }
  const FaultNotes::Name& name = notes->names[notes->name % 64];
  if (notes->name == 0 || name.number != notes->name || name.length == 0) return;
  (*sentence << " (").Add(name.text, name.length < sizeof name.text ? name.length : sizeof name.text) << ")";
}

void Tell(const WatchedStacks& stacks) {
  Sentence sentence;
  sentence << "greenpatch: stack overflow in native code: ";
  TellFiber(&sentence, stacks.notes);
  sentence << " has used up its stack of " << (stacks.slot_bytes - stacks.guard_bytes) / 1024 << " KiB ("
           << stacks.script_bytes / 1024
           << " KiB of it for JavaScript) and has reached the guard zone below it. The process ends, as it does in plain Node"
              " when native code overflows the thread's stack. Less recursion needs less; GREENPATCH_STACK_KB=<KiB> makes the"
              " stacks of fibers larger.\n";
  sentence.Write();
}

// What the kernel does where there is no handler: the instruction is executed once more, and faults.
void AsDefault(int signal, const siginfo_t* info) {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  if (info->si_code <= 0) raise(signal);  // it was sent (kill): it comes when this handler has returned
}

void Continue(int signal, siginfo_t* info, void* context) {
  if ((before.sa_flags & SA_SIGINFO) == 0) {
    if (before.sa_handler == SIG_IGN && info->si_code <= 0) return;
    if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) return AsDefault(signal, info);
  }
  sigset_t now;
  pthread_sigmask(SIG_BLOCK, &before.sa_mask, &now);
  if ((before.sa_flags & SA_SIGINFO) != 0) {
    before.sa_sigaction(signal, info, context);
  } else {
    before.sa_handler(signal);
  }
  pthread_sigmask(SIG_SETMASK, &now, nullptr);
}

void OnFault(int signal, siginfo_t* info, void* context) {
  const int error = errno;
  const WatchedStacks* stacks = info->si_code > 0 ? Find(static_cast<const char*>(info->si_addr)) : nullptr;
  if (stacks != nullptr) {
    // Another library's handler that returns would bring it back for ever.
    if (told.exchange(true)) return AsDefault(signal, info);
    Tell(*stacks);
  }
  Continue(signal, info, context);
  errno = error;
}

void Install() {
  struct sigaction action {};
  action.sa_sigaction = OnFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  struct sigaction old;
  if (sigaction(SIGSEGV, nullptr, &old) != 0) return;
  before = old;  // in place before the handler is
  sigaction(SIGSEGV, &action, nullptr);
}

Node* Unused() {
  for (Node* node = newest.load(); node != nullptr; node = node->next.load())
    if (!node->used.load()) return node;
  auto* node = new Node;
  node->number = count++;
  node->next.store(newest.load());
  newest.store(node, std::memory_order_release);
  return node;
}

}  // namespace

size_t WatchGuards(const WatchedStacks& stacks) {
  const std::lock_guard<std::mutex> lock(watching);
  if (newest.load() == nullptr) Install();
  Node* node = Unused();
  node->stacks = stacks;
  node->used.store(true, std::memory_order_release);
  return node->number;
}

void UnwatchGuards(size_t number) {
  const std::lock_guard<std::mutex> lock(watching);
  for (Node* node = newest.load(); node != nullptr; node = node->next.load())
    if (node->number == number) node->used.store(false);
}

SignalStack::SignalStack(char* memory) {
  stack_t old;
  if (sigaltstack(nullptr, &old) != 0 || (old.ss_flags & SS_DISABLE) == 0) return;
  if (memory == nullptr) {
    // Nothing lies below it that could be overwritten: the lowest part stays inaccessible.
    void* mapped = mmap(nullptr, 2 * kBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return;
    mapped_ = static_cast<char*>(mapped);
    memory = mapped_ + kBytes;
    mprotect(memory, kBytes, PROT_READ | PROT_WRITE);
  }
  stack_t mine{};
  mine.ss_sp = memory;
  mine.ss_size = kBytes;
  if (sigaltstack(&mine, nullptr) == 0) memory_ = memory;
}

SignalStack::~SignalStack() {
  stack_t current;
  if (memory_ != nullptr && sigaltstack(nullptr, &current) == 0 && current.ss_sp == memory_) {
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
  }
  if (mapped_ != nullptr) munmap(mapped_, 2 * kBytes);
}

}  // namespace greenpatch
#endif

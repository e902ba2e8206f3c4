#include "late_profiler_signal.h"

#if defined(__linux__)

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <mutex>

namespace greenpatch {
namespace {

std::atomic<bool> pass{false};

void OnSignal(int signal, siginfo_t* info, void*) {
  if (info->si_code == SI_TKILL && info->si_pid == getpid()) return;
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  sigaction(signal, &standard, nullptr);
  raise(signal);  // comes when this handler returns
}

}  // namespace

void LetLateProfilerSignalsPass() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction now {};
    if (sigaction(SIGPROF, nullptr, &now) != 0 || now.sa_handler != SIG_DFL) return;
    struct sigaction ours {};
    ours.sa_sigaction = OnSignal;
    ours.sa_flags = SA_SIGINFO | SA_RESTART;
    if (sigaction(SIGPROF, &ours, nullptr) == 0) pass = true;
  });
}

bool LateProfilerSignalsPass() { return pass.load(std::memory_order_relaxed); }

}  // namespace greenpatch

#else

namespace greenpatch {
void LetLateProfilerSignalsPass() {}
bool LateProfilerSignalsPass() { return false; }
}  // namespace greenpatch

#endif

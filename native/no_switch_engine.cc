// What stands for the fast engine where there is none: it refuses, and says why.
#include "engine.h"

#include "switch/selector.h"

#if !defined(__linux__) || defined(GP_SWITCH_UNSUPPORTED)

namespace greenpatch {
namespace {

class NoSwitchEngine final : public Engine {
 public:
  using Engine::Engine;
  std::string Open() override {
#if defined(GP_SWITCH_UNSUPPORTED)
    return GP_SWITCH_UNSUPPORTED;
#else
    return "own stacks are implemented for Linux only";
#endif
  }
  std::string Describe() const override { return ""; }
  bool ProfilerSeesFibers() const override { return false; }
  Stats GetStats() const override { return {}; }

 protected:
  Coroutine* Acquire() override { return nullptr; }
  void Recycle(Coroutine*) override {}
  void EnterCoroutine(Coroutine*) override {}
  void LeaveCoroutine(Coroutine*) override {}
};

}  // namespace

std::unique_ptr<Engine> MakeSwitchEngine(v8::Isolate* isolate, Options options) {
  return std::make_unique<NoSwitchEngine>(isolate, options);
}

}  // namespace greenpatch

#endif

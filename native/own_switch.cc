#include "own_switch.h"

#if defined(__linux__)

namespace greenpatch {

using v8::internal::Internals;

std::string OwnSwitch::Open(v8::Isolate* isolate, const Probes& probes) {
  std::string why = FindThreadStates(isolate, probes, &states_);
  if (!why.empty()) return why;
  auto* const base = reinterpret_cast<char*>(isolate);
  guard_ = reinterpret_cast<const volatile uintptr_t*>(base + kGuardWordsAt);
  for (size_t i = 0; i < kGuardWords; i++) idle_[i] = guard_[i];
  limit_ = guard_ + states_.layout.limit / sizeof(uintptr_t);
  manager_ = states_.anchor->manager;
  // The thread's own id, where ThreadLocalTop has it.
  const size_t id = reinterpret_cast<char*>(const_cast<int*>(probes.current_id)) - base - Internals::kIsolateThreadLocalTopOffset;
  if (id >= static_cast<size_t>(Internals::kThreadLocalTopSize)) return "V8 does not note the running thread's id in ThreadLocalTop";
  memcpy(&states_.fresh[states_.top_at() + id], const_cast<int*>(probes.thread_id), sizeof(int));
  states_running_ = std::make_unique<char[]>(states_.bytes());
  Renew(&hub_);
  isolate_ = isolate;
  on_ = true;
  return "";
}

void OwnSwitch::Close() { on_ = false; }

// What V8 has allocated for its handles stays with it.
void OwnSwitch::Renew(OwnState* own) const {
  size_t kept = states_.top_at();
  if (own->archive == nullptr) {
    own->archive = std::make_unique<char[]>(states_.bytes());
    own->record.manager = manager_;
    kept = 0;
  }
  memcpy(own->archive.get() + kept, states_.fresh.data() + kept, states_.bytes() - kept);
  own->record.data = own->archive.get();
  own->debugged = false;
}

void OwnSwitch::Link(OwnState* own) { InsertBehind(states_.anchor, &own->record); }

void OwnSwitch::Unlink(OwnState* own) {
  if (own->record.next != nullptr) TakeFromList(&own->record);
}

// What is below all scopes becomes what one scope has, which is closed.
void OwnSwitch::DropHandles() const {
  auto* const data = reinterpret_cast<uintptr_t*>(reinterpret_cast<char*>(isolate_) + states_.layout.scope_data);
  uintptr_t *const next = &data[0], *const limit = &data[1];
  if (*next == 0) return;
  const uintptr_t last = *next, end = *limit;
  *next = *limit = 0;
  const v8::HandleScope scope(isolate_);
  *next = last;
  *limit = end;
}

void OwnSwitch::GiveToThread(OwnState* own) {
  char* const archive = own->archive.get();
  LoadThread(isolate_, states_, archive);
  if (own->debugged) memcpy(states_.debug, archive + states_.debug_at(), states_.layout.debug_bytes);
  memcpy(archive, states_.fresh.data(), states_.bytes());
  own->record.data = states_running_.get();
  own->debugged = false;
}

// False where only V8 can have it.
bool OwnSwitch::TakeFromThread(OwnState* own) {
  if (!on_ || !DebugIdle() || !InterruptsServed()) return false;
  SaveThread(isolate_, states_, own->archive.get());
  own->record.data = own->archive.get();
  LoadThread(isolate_, states_, states_.fresh.data());
  return true;
}

}  // namespace greenpatch
#endif

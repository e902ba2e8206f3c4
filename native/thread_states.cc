#include "thread_states.h"

#if defined(__linux__)
#include <array>
#include <cstring>

#include "isolate_words.h"
#include "learn_threads.h"
#include "signals_blocked.h"
#include "v8_compat.h"

namespace greenpatch {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Locker;
using v8::String;
using v8::Unlocker;
using v8::internal::Internals;

constexpr size_t kScopeDataBytes = 24;
// Next, limit, level: one scope is open, without a handle.
constexpr std::array<uint64_t, 3> kOneScope = {0, 0, 1};
// V8's other threads ask for interrupts at any time, and what is seen then tells nothing.
constexpr int kAttempts = 5;
KnownOffsets known_layout;

std::vector<size_t> Numbers(const ThreadLayout& layout) {
  std::vector<size_t> numbers(sizeof layout / sizeof(size_t));
  memcpy(numbers.data(), &layout, sizeof layout);
  return numbers;
}

// What V8 archives when the running state is left under the thread's own id.
std::vector<char> Archived(const ThreadSearch& search, const ThreadStates& states) {
  std::vector<char> copy;
  AsOtherThread(search, [&](int left) {
    copy = ReadArchive(search, FindRecord(search, reinterpret_cast<uintptr_t>(states.anchor), left).data);
  });
  copy.resize(states.bytes());
  return copy;
}

bool SameThread(const ThreadStates& states, const std::vector<char>& one, const std::vector<char>& other) {
  return memcmp(one.data(), other.data(), states.guard_at()) == 0;
}

// Takes the layout for this thread's isolate, of which nothing is touched that it does not have.
std::string Locate(const ThreadSearch& search, ThreadStates* states) {
  const ThreadLayout& layout = states->layout;
  for (size_t at : {layout.scope_data + kScopeDataBytes, layout.implementer + sizeof(void*), layout.relocatable + sizeof(void*),
                    layout.debug + sizeof(void*)}) {
    if (at > search.bytes) return "the layout of V8's thread states does not fit into the isolate";
  }
  const auto word = [&](uintptr_t address) {
    uintptr_t value = 0;
    return search.memory.Read(reinterpret_cast<void*>(address), &value, sizeof value) == sizeof value ? value : 0;
  };
  const auto isolate = reinterpret_cast<uintptr_t>(search.isolate);
  states->implementer = reinterpret_cast<char*>(word(isolate + layout.implementer));
  states->anchor = reinterpret_cast<ThreadRecord*>(word(reinterpret_cast<uintptr_t>(search.probes.lock_owner) + layout.records));
  const uintptr_t debug = word(isolate + layout.debug);
  states->debug = reinterpret_cast<char*>(debug + layout.debug_state);
  std::vector<char> state(layout.debug_bytes);
  if (search.memory.Read(states->debug, state.data(), state.size()) != state.size()) return "the debugger's state is not where it was found before";
  if (debug == 0 || word(reinterpret_cast<uintptr_t>(states->implementer)) != isolate) return "V8's implementer of handle scopes is not where it was found before";
  return "";
}

// Archive against archive: what we save is what V8 archives, and what we put in place of it V8 archives likewise.
std::string Verify(const ThreadSearch& search, ThreadStates* states) {
  Isolate* isolate = search.isolate;
  std::vector<char> mine(states->bytes()), back(states->bytes());
  SaveThread(isolate, *states, mine.data());
  if (!SameThread(*states, Archived(search, *states), mine)) return "V8 archives a thread in another form than was learned";
  states->fresh = FreshArchive(search, *states);
  if (states->fresh.size() != states->bytes()) return "V8's archive of a new thread was not found";
  const char* const scopes = states->fresh.data() + states->layout.scope_data_copy;
  if (memcmp(scopes, kOneScope.data(), kScopeDataBytes) != 0) return "the handle scopes of a new thread are not told by next, limit and level";
  if (memcmp(states->debug, states->fresh.data() + states->debug_at(), states->layout.debug_bytes) != 0)
    return "a debugger is at work already";
  SaveThread(isolate, *states, mine.data());  // again: V8 makes handles when it restores a thread
  LoadThread(isolate, *states, states->fresh.data());
  const std::vector<char> fresh = Archived(search, *states);
  SaveThread(isolate, *states, back.data());
  LoadThread(isolate, *states, mine.data());
  AsOtherThread(search, [&](int) { LoadThread(isolate, *states, back.data()); });  // frees them
  if (!SameThread(*states, fresh, states->fresh) || memcmp(&back[states->top_at()], &fresh[states->top_at()], states->guard_at() - states->top_at()) != 0)
    return "a thread's state that was put in place did not come back from V8's archive";
  SaveThread(isolate, *states, mine.data());
  if (!SameThread(*states, Archived(search, *states), mine)) return "a thread's state did not come back";
  return VerifyDebug(search, *states) ? "" : "the debugger's state is not archived from where it was found";
}

struct Question {
  const ThreadSearch* search;
  ThreadStates* states;
  std::string why;
};

// In the middle of a property's getter, which V8 calls with an object on its list of relocatable ones.
void Ask(Local<v8::Name>, const v8::PropertyCallbackInfo<v8::Value>& info) {
  auto* question = static_cast<Question*>(UnwrapPointer(info.Data()));
  const ThreadSearch& search = *question->search;
  const v8::HandleScope handles(search.isolate);
  const v8::TryCatch try_catch(search.isolate);
  const auto check = [&] {
    const std::string why = Locate(search, question->states);
    return why.empty() ? Verify(search, question->states) : why;
  };
  bool checked = false;
  std::vector<size_t> numbers;
  question->why = known_layout.Get(
      [&](std::vector<size_t>* found) {
        question->states->layout = {};
        const std::string why = LearnThreadLayout(search, &question->states->layout);
        *found = Numbers(question->states->layout);
        checked = true;
        return why.empty() ? check() : why;
      },
      &numbers);
  if (!question->why.empty() || checked) return;
  memcpy(&question->states->layout, numbers.data(), sizeof(ThreadLayout));
  question->why = check();
}

}  // namespace

void SaveThread(Isolate* isolate, const ThreadStates& states, char* archive) {
  char* const base = reinterpret_cast<char*>(isolate);
  const ThreadLayout& layout = states.layout;
  memcpy(states.implementer + layout.scope_data_copy, base + layout.scope_data, kScopeDataBytes);
  memcpy(archive, states.implementer, layout.implementer_bytes);
  memcpy(archive + states.top_at(), base + Internals::kIsolateThreadLocalTopOffset, Internals::kThreadLocalTopSize);
  memcpy(archive + states.relocatable_at(), base + layout.relocatable, sizeof(void*));
}

void LoadThread(Isolate* isolate, const ThreadStates& states, const char* archive) {
  char* const base = reinterpret_cast<char*>(isolate);
  const ThreadLayout& layout = states.layout;
  memcpy(states.implementer, archive, layout.implementer_bytes);
  memcpy(base + layout.scope_data, archive + layout.scope_data_copy, kScopeDataBytes);
  memcpy(base + Internals::kIsolateThreadLocalTopOffset, archive + states.top_at(), Internals::kThreadLocalTopSize);
  memcpy(base + layout.relocatable, archive + states.relocatable_at(), sizeof(void*));
}

std::string FindThreadStates(Isolate* isolate, const Probes& probes, ThreadStates* states) {
  if (probes.lock_owner == nullptr) return probes.why_no_owner;
  const SignalsBlocked signals_blocked;
  ThreadSearch search{isolate, probes, {}, 0};
  if (!search.memory.readable()) return "this process may not read its own memory safely";
  search.bytes = IsolateBytes(search.memory, isolate);
  Question question{&search, states, "no getter was called"};
  const v8::HandleScope handles(isolate);
  Local<v8::Context> context = isolate->GetCurrentContext();
  Local<String> name = String::NewFromUtf8Literal(isolate, "state");
  Local<v8::ObjectTemplate> type = v8::ObjectTemplate::New(isolate);
  type->SetNativeDataProperty(name, Ask, nullptr, WrapPointer(isolate, &question));
  for (int attempt = 0; attempt < kAttempts && !question.why.empty(); attempt++) {
    Local<v8::Object> object;
    Local<v8::Value> ignored;
    if (!type->NewInstance(context).ToLocal(&object) || !object->Get(context, name).ToLocal(&ignored)) return "no object could be made";
  }
  return question.why;
}

}  // namespace greenpatch
#endif

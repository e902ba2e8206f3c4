#include "shutdown_list.h"

#include <v8-version.h>

#if defined(__linux__) && V8_MAJOR_VERSION == 12

#include <algorithm>
#include <vector>

#include "isolate_words.h"
#include "memory_map.h"
#include "v8_compat.h"

namespace greenpatch {
namespace {

using v8::Function;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::String;
using v8::Value;

KnownOffsets known_offsets;
constexpr size_t kStackReach = 1 << 20;  // an entry lies on the running stack, not far above

struct Search {
  MemoryMap memory;
  int depth = 0;
  std::vector<size_t> offsets;  // in words from the isolate
  bool known = false;           // they are another thread's, and looked at alone
};

bool OnThisStack(uintptr_t address) {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return address > here && address - here < kStackReach;
}

// Whether three words are a vector of `count` pointers, the last of which points into the running stack.
bool HoldsStackObjects(const Search& search, const uintptr_t* words, size_t count) {
  const uintptr_t begin = words[0], end = words[1], capacity = words[2];
  if (begin == 0 || end != begin + count * sizeof(void*) || capacity < end || capacity - begin > 1 << 16) return false;
  uintptr_t last = 0;
  return search.memory.Read(reinterpret_cast<void*>(end - sizeof last), &last, sizeof last) == sizeof last &&
         OnThisStack(last);
}

void Keep(Search* search, Isolate* isolate, size_t count) {
  const std::vector<uintptr_t> words = search->memory.Words(isolate, IsolateBytes(search->memory, isolate));
  std::vector<size_t> found;
  for (size_t i = 0; i + 2 < words.size(); i++) {
    if ((count > 1 || search->known) && std::find(search->offsets.begin(), search->offsets.end(), i) == search->offsets.end()) continue;
    if (HoldsStackObjects(*search, &words[i], count)) found.push_back(i);
  }
  search->offsets = std::move(found);
}

void Stringify(Isolate* isolate, Search* search);

// The toJSON of what is stringified: by now V8 has added one more object to its list.
void Look(const FunctionCallbackInfo<Value>& info) {
  auto* search = static_cast<Search*>(UnwrapPointer(info.Data()));
  search->depth++;
  Keep(search, info.GetIsolate(), static_cast<size_t>(search->depth));
  if (search->depth < 3) Stringify(info.GetIsolate(), search);
}

void Stringify(Isolate* isolate, Search* search) {
  Local<v8::Context> context = isolate->GetCurrentContext();
  Local<Object> object = Object::New(isolate);
  Local<Function> look = Function::New(context, Look, WrapPointer(isolate, search)).ToLocalChecked();
  object->Set(context, String::NewFromUtf8Literal(isolate, "toJSON"), look).Check();
  Local<String> text;
  if (!v8::JSON::Stringify(context, object).ToLocal(&text)) search->offsets.clear();
}

}  // namespace

ShutdownList* FindShutdownList(Isolate* isolate, std::string* why) {
  const v8::HandleScope handles(isolate);
  const auto look = [isolate](Search* search) -> std::string {
    if (!search->memory.readable()) return "this process may not read its own memory safely";
    Stringify(isolate, search);
    if (search->depth == 3 && search->offsets.size() == 1) return "";
    return "V8's list was found " + std::to_string(search->offsets.size()) + " times instead of once";
  };
  std::vector<size_t> offsets;
  *why = known_offsets.Get(
      [&](std::vector<size_t>* found) {
        Search search;
        std::string problem = look(&search);
        *found = search.offsets;
        return problem;
      },
      &offsets);
  if (!why->empty()) return nullptr;
  Search again;
  again.known = true;
  again.offsets = offsets;
  *why = look(&again);
  auto* list = reinterpret_cast<ShutdownList*>(reinterpret_cast<uintptr_t*>(isolate) + offsets[0]);
  return why->empty() ? list : nullptr;
}

}  // namespace greenpatch

#else

namespace greenpatch {

ShutdownList* FindShutdownList(v8::Isolate*, std::string*) { return nullptr; }

}  // namespace greenpatch

#endif

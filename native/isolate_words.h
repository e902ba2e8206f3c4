// Words of V8's isolate that probes have found. What the first thread of the process finds serves all later ones: they verify it
// at the same offset and never search, so that no probe meets another thread's isolate.
#pragma once

#include <v8.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "memory_map.h"

namespace greenpatch {

// How many bytes of the isolate may be looked at: never more than it has, as far as the C library tells that.
size_t IsolateBytes(const MemoryMap& memory, const v8::Isolate* isolate);

// Offsets within the isolate, one set for the process. `search` is asked once, as long as it fails; it gives offsets in bytes.
class KnownOffsets {
 public:
  using Search = std::function<std::string(std::vector<size_t>* offsets)>;
  // Empty on success, otherwise what the search says. Each thread
  // that gets them verifies them for itself.
  std::string Get(const Search& search, std::vector<size_t>* offsets);

 private:
  std::mutex mutex_;
  std::vector<size_t> offsets_;
};

// A handle of V8 is a pointer to a slot that holds the object's address.
template <typename To, typename From>
inline v8::Local<To> Recast(v8::Local<From> handle) {
  static_assert(sizeof(v8::Local<To>) == sizeof handle);
  v8::Local<To> to;
  memcpy(static_cast<void*>(&to), static_cast<const void*>(&handle), sizeof to);
  return to;
}
template <typename T>
inline uintptr_t Tagged(v8::Local<T> handle) {
  uintptr_t* slot = nullptr;
  memcpy(&slot, static_cast<const void*>(&handle), sizeof slot);
  return *slot;
}
// 0 where it is empty.
template <typename T>
inline uintptr_t Tagged(const v8::Global<T>& handle) {
  uintptr_t* slot = nullptr;
  static_assert(sizeof handle == sizeof slot);
  memcpy(&slot, static_cast<const void*>(&handle), sizeof slot);
  return slot != nullptr ? *slot : 0;
}
template <typename T>
inline v8::Local<T> MakeHandle(v8::Isolate* isolate, uintptr_t tagged) {
  uintptr_t* slot = &tagged;
  v8::Local<T> handle;
  memcpy(static_cast<void*>(&handle), &slot, sizeof slot);
  return v8::Local<T>::New(isolate, handle);
}

// What is known of V8's layout of arrays and contexts: a word for the map, one for the length, then the elements. Objects are
// pointers with the lowest bit set.
inline uintptr_t* WordsOf(uintptr_t tagged) { return reinterpret_cast<uintptr_t*>(tagged - 1); }
inline bool IsHeapObject(uintptr_t word) { return (word & 3) == 1 && word > 4096; }
constexpr size_t kLengthWord = 1;
constexpr size_t kElementsAt = 2;

}  // namespace greenpatch

#include "isolate_words.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace greenpatch {

namespace {
// What is looked at where the isolate's size is not known. Isolates of all known versions have less than 80 KiB.
constexpr size_t kMostBytes = 256 * 1024;
constexpr size_t kLeastBytes = 16 * 1024;
}  // namespace

#if defined(__linux__)
size_t IsolateBytes(const MemoryMap& memory, const v8::Isolate* isolate) {
#if defined(__GLIBC__) && !defined(V8_COMPRESS_POINTERS)
  // V8 allocates it with the C++ library. The size in front of it is looked at before malloc is asked: where it is none, the
  // isolate does not come from malloc, or from another one than the C library's.
  uintptr_t head = 0;
  const auto* word = reinterpret_cast<const uintptr_t*>(isolate) - 1;
  if (memory.Read(word, &head, sizeof head) == sizeof head) {
    const size_t claimed = head & ~uintptr_t{7};
    if (claimed >= kLeastBytes && claimed <= kMostBytes) {
      const size_t usable = malloc_usable_size(const_cast<v8::Isolate*>(isolate));
      if (usable >= kLeastBytes && usable < claimed) return usable & ~uintptr_t{7};
    }
  }
#else
  static_cast<void>(memory);
  static_cast<void>(isolate);
#endif
  return kMostBytes;
}
#endif

std::string KnownOffsets::Get(const Search& search, std::vector<size_t>* offsets) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (offsets_.empty()) {
    const std::string why = search(&offsets_);
    if (!why.empty()) {
      offsets_.clear();
      return why;
    }
  }
  *offsets = offsets_;
  return "";
}

}  // namespace greenpatch

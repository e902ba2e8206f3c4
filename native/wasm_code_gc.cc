#include "wasm_code_gc.h"

#include <cstdint>
#include <mutex>
#include <vector>

#if defined(__linux__)
#include <link.h>
#endif

namespace greenpatch {
namespace {

constexpr char kOff[] = "--no-wasm-code-gc";
constexpr char kOn[] = "--wasm-code-gc";

bool kept = false;

using Byte = volatile unsigned char;

#if defined(__linux__)

struct Segment {
  uintptr_t from, to;
};

// What can be written of the file that V8 is in, the executable or a library: the one that holds a text of V8's.
struct Search {
  uintptr_t inside;
  std::vector<Segment> segments;
};

int Collect(dl_phdr_info* info, size_t, void* data) {
  auto* search = static_cast<Search*>(data);
  std::vector<Segment> segments;
  bool holds = false;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    const Segment segment{info->dlpi_addr + header.p_vaddr, info->dlpi_addr + header.p_vaddr + header.p_memsz};
    holds = holds || (search->inside >= segment.from && search->inside < segment.to);
    if ((header.p_flags & PF_W) != 0) segments.push_back(segment);
  }
  if (holds) search->segments = segments;
  return holds ? 1 : 0;
}

// Every byte that is 1 now and 0 with the flag off.
std::vector<Byte*> Candidates(const std::vector<Segment>& segments) {
  std::vector<std::vector<unsigned char>> before;
  for (const Segment& segment : segments)
    before.emplace_back(reinterpret_cast<const unsigned char*>(segment.from),
                        reinterpret_cast<const unsigned char*>(segment.to));
  v8::V8::SetFlagsFromString(kOff);
  std::vector<Byte*> found;
  for (size_t nth = 0; nth < segments.size(); nth++) {
    auto* bytes = reinterpret_cast<Byte*>(segments[nth].from);
    for (size_t i = 0; i < before[nth].size(); i++)
      if (before[nth][i] == 1 && bytes[i] == 0) found.push_back(bytes + i);
  }
  v8::V8::SetFlagsFromString(kOn);
  std::erase_if(found, [](const Byte* byte) { return *byte != 1; });
  return found;
}

// The flag's byte, found by what setting the flag does to it. Null unless there is exactly one such byte.
Byte* FindFlag() {
  Search search{reinterpret_cast<uintptr_t>(v8::V8::GetVersion()), {}};
  dl_iterate_phdr(Collect, &search);
  std::vector<Byte*> found = Candidates(search.segments);
  v8::V8::SetFlagsFromString(kOff);
  std::erase_if(found, [](const Byte* byte) { return *byte != 0; });
  v8::V8::SetFlagsFromString(kOn);
  std::erase_if(found, [](const Byte* byte) { return *byte != 1; });
  return found.size() == 1 ? found[0] : nullptr;
}

#else

Byte* FindFlag() { return nullptr; }

#endif

void SwitchOff() {
  const auto hash = [] { return v8::ScriptCompiler::CachedDataVersionTag(); };
  const uint32_t before = hash();
  v8::V8::SetFlagsFromString(kOff);
  // Off already, by the program's own wish.
  if (hash() == before) {
    kept = true;
    return;
  }
  v8::V8::SetFlagsFromString(kOn);
  if (hash() != before) return v8::V8::SetFlagsFromString(kOff);
  Byte* flag = FindFlag();
  if (flag == nullptr || hash() != before) return v8::V8::SetFlagsFromString(kOff);
  *flag = 0;
  // If that is the flag, V8 has nothing to do here. If it were not, this would set it.
  v8::V8::SetFlagsFromString(kOff);
  kept = hash() == before;
  if (!kept) *flag = 1;
}

}  // namespace

void SwitchOffWasmCodeGc() {
  static std::once_flag once;
  std::call_once(once, SwitchOff);
}

bool CodeCachesKept() { return kept; }

}  // namespace greenpatch

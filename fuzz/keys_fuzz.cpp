// What a terminal sends: keys do not depend on how reads cut them, and whatever they make of a line can be
// shown.

#include <algorithm>

#include "editor/editor.hpp"
#include "editor/screen.hpp"
#include "erl/utf8.hpp"
#include "fuzz_support.hpp"

using namespace slipway;
using namespace slipway::editor;

namespace {

/// Text that comes in parts is one text.
std::vector<Key> merged(std::vector<Key> keys) {
  std::vector<Key> all;
  for (Key& key : keys) {
    const bool is_text = key.kind == Key::Kind::kText || key.kind == Key::Kind::kPaste;
    if (is_text && !key.alt && !all.empty() && all.back().kind == key.kind && !all.back().alt) {
      all.back().text += key.text;
    } else {
      all.push_back(std::move(key));
    }
  }
  return all;
}

void press_all(const std::vector<Key>& keys, int columns) {
  History history;
  history.add("Enum.map(list, & &1)");
  history.add("one\ntwo");
  Editor editor(std::move(history));
  editor.begin("iex> ");
  Screen screen({columns, 5});
  for (const Key& key : keys) {
    const Editor::Action action = editor.press(key);
    if (action == Editor::Action::kAccept) editor.take(true);
    if (action == Editor::Action::kComplete) editor.complete({true, "x", {}});
    const Layout layout = editor.layout(columns);
    fuzz::require(erl::is_utf8(editor.text()), "a line is UTF-8");
    fuzz::require(layout.cursor_row < layout.rows.size(), "the cursor is in a row");
    for (const Row& row : layout.rows) fuzz::require(row.width <= columns, "a row fits");
    screen.show(layout);
  }
  screen.leave(editor.layout(columns));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The first byte says where a read ends, the second how wide the terminal is. A long text only takes
  // longer.
  if (size < 2 || size > 4096) return 0;
  const std::string_view bytes = fuzz::bytes(data + 2, size - 2);
  const std::size_t cut = std::min<std::size_t>(data[0], bytes.size());
  KeyDecoder whole;
  KeyDecoder parts;
  const std::vector<Key> keys = whole.decode(bytes);
  std::vector<Key> others = parts.decode(bytes.substr(0, cut));
  for (Key& key : parts.decode(bytes.substr(cut))) others.push_back(std::move(key));
  fuzz::require(merged(keys) == merged(others), "keys do not depend on how they are read");
  whole.flush();
  fuzz::require(!whole.is_waiting(), "nothing waits behind a flush");
  press_all(keys, 2 + data[1] % 80);
  return 0;
}

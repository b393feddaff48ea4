#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control/characters.hpp"
#include "editor/editor.hpp"
#include "editor/screen.hpp"

namespace slipway::launcher {

/// A terminal with a line that is entered at its bottom, above which output appears as it comes. Everything
/// that it shows is written to a sink; it knows neither a node nor a descriptor.
class LineTerminal final : public control::TextSink {
 public:
  LineTerminal(control::TextSink& terminal, editor::History history, editor::WindowSize size)
      : terminal_(terminal), editor_(std::move(history)), screen_(size) {}

  /// Output: above the line, which is taken away for it and comes back with refresh().
  void write(std::string_view utf8) override;

  /// A line is entered from now on, behind what output left in its row.
  void begin(std::string_view prompt,
             editor::Editor::Visibility visibility = editor::Editor::Visibility::kShown);
  bool is_editing() const { return is_editing_; }
  editor::Editor::Action press(const editor::Key& key) { return editor_.press(key); }
  /// The text that was entered, which stays where it is shown; no line is entered any more.
  std::string accept(bool is_kept);
  /// As accept, but that the text is lost.
  void abandon();

  const editor::Editor& editor() const { return editor_; }
  /// Completes the line, or lists the candidates below it.
  void complete(const editor::Completion& completion);
  void clear();
  void resize(editor::WindowSize size);
  /// Takes the line away, for something else that uses the terminal.
  void hide();
  /// Shows the line as it is now. Called once for all that came at the same time.
  void refresh();

  /// Whether output came since the last line was accepted.
  bool has_output() const { return has_output_; }

 private:
  control::TextSink& terminal_;
  editor::Editor editor_;
  editor::Screen screen_;
  bool is_editing_ = false;
  bool has_output_ = false;
  /// What the last output left in its row.
  std::string rest_;
  std::string prompt_;
};

}  // namespace slipway::launcher

package dev.coppice.cli.internal.settings;

import dev.coppice.settings.Answer;
import dev.coppice.settings.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the audit trail keeps of many fragments: how many there were, and the first of them by name and scope. Never a value.
 *
 * @param fragments how many
 * @param subjects the first of them
 */
record Touched(int fragments, List<String> subjects) {
    private static final int MOST_SUBJECTS = 20;

    /** These, as JSON; empty when there are none. */
    static Optional<String> json(List<Fragment> touched) {
        if (touched.isEmpty()) {
            return Optional.empty();
        }
        var subjects =
                touched.stream().limit(MOST_SUBJECTS).map(Touched::subject).toList();
        return Optional.of(JsonMapper.shared().writeValueAsString(new Touched(touched.size(), subjects)));
    }

    /** Those that were done, as JSON; empty when none was. */
    static Optional<String> doneOf(List<Answer<Fragment>> answers) {
        var done = new ArrayList<Fragment>();
        for (var answer : answers) {
            if (answer instanceof Answer.Done<Fragment> one) {
                done.add(one.value());
            }
        }
        return json(done);
    }

    /** One of them, as the trail calls it. */
    static String subject(Fragment fragment) {
        return "setting " + fragment.name() + " at " + fragment.scope();
    }
}

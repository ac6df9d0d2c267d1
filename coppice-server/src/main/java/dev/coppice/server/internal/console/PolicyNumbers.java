package dev.coppice.server.internal.console;

import dev.coppice.server.PolicyView;

/**
 * One policy in numbers; a number that could not be had is told in its place.
 *
 * @param name the policy
 * @param rule what it prunes: table, condition, age
 * @param rows how many rows the table has
 * @param eligible how many the policy would prune now
 * @param oldest how old the oldest of these is
 * @param pace whether it keeps up
 */
public record PolicyNumbers(String name, Rule rule, Figure rows, Figure eligible, Figure oldest, Pace pace) {
    /** The address of its page. */
    public String link() {
        return new Address("/policies/policy").with("name", name).text();
    }

    /**
     * What a policy prunes.
     *
     * @param table its table
     * @param when its condition; empty when it goes by age alone
     * @param age its age column; empty when it goes by condition alone
     * @param keep how long rows are kept
     */
    public record Rule(String table, String when, String age, String keep) {
        static Rule of(PolicyView policy) {
            return new Rule(
                    policy.table().toString(),
                    policy.when().orElse(""),
                    policy.age().map(PolicyView.Age::column).orElse(""),
                    policy.age().map(age -> Figures.span(age.keep())).orElse(""));
        }
    }

    /**
     * A number, or the sentence in its place.
     *
     * @param text the number or sentence
     * @param note how the number was had: exact, estimate; empty for a sentence
     */
    public record Figure(String text, String note) {
        static final Figure NONE = new Figure("–", "");

        static Figure sentence(String text) {
            return new Figure(text, "");
        }

        /** Whether there is nothing to say. */
        public boolean none() {
            return equals(NONE);
        }

        /** Whether it is a number. */
        public boolean known() {
            return !note.isEmpty();
        }
    }
}

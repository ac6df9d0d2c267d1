package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FaultTest {
    private final Fault frozen = Fault.of("prune.frozen", Fault.Kind.REFUSED)
            .refused("Campaign \"expired\" was not started.")
            .found("The target is frozen by ana.")
            .changed("Nothing was deleted.")
            .next("Release it with \"coppice unfreeze\".");

    @Test
    void message_joins_the_four_parts_in_order() {
        assertThat(frozen.message())
                .isEqualTo("Campaign \"expired\" was not started. The target is frozen by ana. Nothing was deleted. "
                        + "Release it with \"coppice unfreeze\".");
    }

    @Test
    void message_leaves_out_a_part_with_nothing_to_say() {
        assertThat(frozen.found("").message())
                .isEqualTo("Campaign \"expired\" was not started. Nothing was deleted. "
                        + "Release it with \"coppice unfreeze\".");
    }

    @Test
    void message_goes_on_in_a_new_line_behind_a_list() {
        assertThat(frozen.found("It has 2 problems:\n  one\n  two\n").message())
                .isEqualTo(
                        "Campaign \"expired\" was not started. It has 2 problems:\n  one\n  two\nNothing was deleted. "
                                + "Release it with \"coppice unfreeze\".");
    }

    @Test
    void a_fault_leaves_nothing_behind_unless_it_says_so() {
        assertThat(frozen.exception())
                .returns(Effect.NONE, CoppiceException::effect)
                .returns(Retry.AFTER_FIX, CoppiceException::retry)
                .returns("prune.frozen", CoppiceException::code);
        assertThat(frozen.leaving(Effect.UNKNOWN, Retry.NEVER).exception())
                .returns(Effect.UNKNOWN, CoppiceException::effect)
                .returns(Retry.NEVER, CoppiceException::retry);
    }

    @Test
    void code_must_be_area_and_reason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fault.of("Frozen", Fault.Kind.REFUSED))
                .withMessage("code must look like area.reason, was: Frozen");
    }
}

package dev.coppice.cli.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.server.document.FreezesDocument;
import dev.coppice.server.document.FreezesDocument.Asked;
import dev.coppice.server.document.FreezesDocument.Item;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenThereTest {
    private final StringWriter said = new StringWriter();

    @Test
    void one_that_somebody_has_thawed_meanwhile_is_not_counted_as_frozen() {
        var items = List.of(item("orders", true), item("eu-1", false));
        var answer = new FreezesDocument(items, null, List.of(new Asked("orders", null), new Asked("eu-1", null)));

        assertThat(new FrozenThere(true, answer).told(terminal())).isEqualTo(ExitCode.PARTIAL);
        assertThat(said.toString())
                .contains(
                        "1 of 2 are frozen. Changed by somebody else meanwhile: eu-1. Run the command again: the others"
                                + " stay as they are.");
    }

    private Terminal terminal() {
        return new Terminal(new PrintWriter(said), new PrintWriter(said), false);
    }

    private static Item item(String target, boolean frozen) {
        return new Item(target, frozen, Instant.EPOCH, "ops", "x", true);
    }
}

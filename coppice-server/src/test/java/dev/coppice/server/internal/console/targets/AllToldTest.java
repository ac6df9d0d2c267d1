package dev.coppice.server.internal.console.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.targets.Ground;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an act on all databases has come to is told of each. */
class AllToldTest {
    private final HikariDataSource unused = new HikariDataSource();
    private final List<Ground> grounds =
            Stream.of("orders", "eu-1", "eu-2").map(this::ground).toList();

    @AfterEach
    void close() {
        unused.close();
    }

    @Test
    void what_was_done_in_all_or_stood_already_is_said_in_a_sentence() {
        var told = told(ground -> {
            if (ground.target().equals("eu-1")) {
                throw refused("freeze.already-frozen");
            }
            return "done";
        });
        told.requireSome();
        assertThat(told.complete()).isTrue();
        assertThat(told.says()).isEqualTo("All databases are frozen.");
    }

    @Test
    void where_some_refuse_it_is_said_where_it_was_done_and_where_it_was_not() {
        var told = told(ground -> switch (ground.target()) {
            case "eu-1" -> throw refused("test.unreachable");
            case "eu-2" -> throw new IllegalStateException("nobody foresaw this");
            default -> "done";
        });
        told.requireSome();
        assertThat(told.complete()).isFalse();
        assertThat(told.says())
                .isEqualTo(
                        "Not all databases are frozen. Those that are: orders. eu-1 is not frozen: It is out of reach."
                                + " eu-2 may be frozen or not: Its details are in the log of the server. Do it again once they"
                                + " answer: where it is done, it stays done.");
    }

    @Test
    void what_was_done_in_none_is_refused_unless_it_may_have_been_done() {
        var refused = told(ground -> {
            throw refused("test.unreachable");
        });
        assertThatThrownBy(refused::requireSome)
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("No database was frozen. orders is not frozen: It is out of reach. eu-1 is not")
                .hasMessageContaining("Nothing was changed. See what keeps them, and do it again.");
        var unknown = told(ground -> {
            throw new IllegalStateException("nobody foresaw this");
        });
        unknown.requireSome();
        assertThat(unknown.says()).contains("Those that are: none. orders may be frozen or not: ");
    }

    private AllTold told(Function<Ground, String> act) {
        return AllTold.of("frozen", grounds, act);
    }

    private static CoppiceException refused(String code) {
        return Fault.of(code, Fault.Kind.UNAVAILABLE)
                .refused("It was not frozen.")
                .found("It is out of reach.")
                .changed("Nothing was changed.")
                .next("Ask again.")
                .exception();
    }

    private Ground ground(String name) {
        return new Ground(
                name,
                new HomeDatabase(unused),
                new PruningHost(unused, unused, List.of()),
                new Guards(unused),
                new Ground.Place("jdbc:postgresql://db.example/" + name, "coppice"));
    }
}

package dev.coppice.server.internal.home;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.server.AwayDataSource;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class TogetherTest {
    private final TestDatabase database;

    TogetherTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void make_a_table() {
        database.execute("CREATE TABLE IF NOT EXISTS public.together (id integer)");
    }

    @Test
    void what_is_lost_after_something_was_changed_says_so() {
        lostAfter("INSERT INTO public.together VALUES (1)")
                .returns("server.cut-short", CoppiceException::code)
                .returns(Effect.COMMITTED, CoppiceException::effect)
                .withMessage("The request was not carried out to its end. The server cannot reach its database."
                        + " A part of it was changed before that. Look at what the request was to change before you send"
                        + " it again.");
    }

    @Test
    void what_is_lost_after_something_was_read_has_changed_nothing() {
        lostAfter("SELECT count(*) FROM public.together")
                .returns("server.database-unreachable", CoppiceException::code)
                .returns(Effect.NONE, CoppiceException::effect);
    }

    private ThrowableAssertAlternative<CoppiceException> lostAfter(String first) {
        var home = new HomeDatabase(new AwayDataSource(database.dataSource(), 1).source());
        return assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> HomeDatabase.together(() -> {
                    home.transaction(db -> db.execute(first));
                    return home.transaction(db -> db.execute("SELECT 1"));
                }));
    }
}

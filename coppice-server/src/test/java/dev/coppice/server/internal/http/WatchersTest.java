package dev.coppice.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Watchers watchers = new Watchers(Problems::problem, 200);

    @AfterEach
    void stop() {
        watchers.close();
    }

    @Test
    void two_hundred_watchers_of_one_subject_share_one_look() {
        var looks = new AtomicInteger();
        var source = new EventSource("one", NEVER, () -> new Snapshot("look " + looks.incrementAndGet(), false));
        var seen = new CountDownLatch(200);
        var released = new CountDownLatch(1);
        var watching = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 200; i++) {
            watching.add(watch(source, look -> {
                var data = next(look, 0).data();
                seen.countDown();
                await(released);
                return data;
            }));
        }
        await(seen);

        assertThat(watchers.count()).isEqualTo(200);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> watchers.watch(source, look -> {}))
                .returns("server.too-many-watchers", CoppiceException::code);

        released.countDown();
        assertThat(watching).allSatisfy(one -> assertThat(one.join()).isEqualTo("look 1"));
        assertThat(looks).hasValue(1);
        assertThat(watchers.count()).isZero();
    }

    @Test
    void a_change_is_told_once_and_what_stays_the_same_is_not() {
        var state = new AtomicReference<>("a");
        var source =
                new EventSource("changing", AT_ONCE, () -> new Snapshot(Objects.requireNonNull(state.get()), false));

        var told = watch(source, look -> {
            var first = next(look, 0);
            assertThat(unchanged(look, first.version())).isTrue();
            state.set("b");
            return first.data() + next(look, first.version()).data();
        });

        assertThat(told.join()).isEqualTo("ab");
    }

    @Test
    void a_subject_that_was_over_is_looked_at_again_by_who_comes_later() {
        var looks = new AtomicInteger();
        var source = new EventSource("over", AT_ONCE, () -> new Snapshot("look " + looks.incrementAndGet(), true));

        var first = watch(source, look -> {
            var seen = next(look, 0);
            var later = watch(source, again -> next(again, 0).data()).join();
            return seen.data() + ", " + later;
        });

        assertThat(first.join()).isEqualTo("look 1, look 2");
    }

    @Test
    void what_the_first_look_throws_reaches_the_caller() {
        var source = EventSource.of("absent", () -> {
            throw RequestFaults.unknownRoute();
        });

        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> watchers.watch(source, look -> {}))
                .returns("request.unknown-route", CoppiceException::code);
    }

    @Test
    void a_database_out_of_reach_is_trouble_until_it_is_back() {
        var away = new AtomicBoolean();
        var source = new EventSource("shaky", AT_ONCE, () -> {
            if (away.get()) {
                throw Fault.of("server.database-unreachable", Kind.UNAVAILABLE)
                        .refused("a")
                        .found("b")
                        .changed("c")
                        .next("d")
                        .exception();
            }
            return new Snapshot("fine", false);
        });

        var told = watch(source, look -> {
            var first = next(look, 0);
            away.set(true);
            var second = next(look, first.version());
            assertThat(second.event()).isEqualTo("trouble");
            assertThat(second.data()).contains("\"code\":\"server.database-unreachable\"");
            away.set(false);
            return next(look, second.version()).data();
        });

        assertThat(told.join()).isEqualTo("fine");
    }

    @Test
    void closing_ends_whoever_waits_and_lets_nobody_in() {
        var source = new EventSource("endless", NEVER, () -> new Snapshot("same", false));
        var seen = new CountDownLatch(1);
        var watching = watch(source, look -> {
            var version = next(look, 0).version();
            seen.countDown();
            try {
                return look.after(version, PATIENCE).isPresent() ? "changed" : "in vain";
            } catch (InterruptedException stopping) {
                return "stopped";
            }
        });
        await(seen);

        watchers.close();

        assertThat(watching.join()).isEqualTo("stopped");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> watchers.watch(source, look -> {}))
                .returns("server.stopping", CoppiceException::code);
    }

    @FunctionalInterface
    private interface Looking {
        String at(SharedLook look);
    }

    private CompletableFuture<String> watch(EventSource source, Looking looking) {
        var result = new CompletableFuture<String>();
        Thread.startVirtualThread(() -> {
            try {
                var seen = new AtomicReference<String>();
                watchers.watch(source, look -> seen.set(looking.at(look)));
                result.complete(Objects.requireNonNull(seen.get()));
            } catch (RuntimeException | AssertionError failure) {
                result.completeExceptionally(failure);
            }
        });
        return result.orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    }

    private static SharedLook.Seen next(SharedLook look, long version) {
        try {
            return look.after(version, PATIENCE).orElseThrow();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static boolean unchanged(SharedLook look, long version) {
        try {
            return look.after(version, Duration.ofMillis(50)).isEmpty();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}

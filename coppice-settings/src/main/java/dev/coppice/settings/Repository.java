package dev.coppice.settings;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.PageRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Rows of one sort: definitions, allow-list entries or fragments. Each call is one transaction, or a savepoint of the
 * caller's. {@code …All} writes every item or none; {@code …Each} answers for every item, in the order given. An empty list
 * sends nothing.
 *
 * <p>Single calls throw the error of their item, {@code …All} a {@link BatchRejected} with that error as its cause.
 *
 * @param <T> what is stored
 * @param <N> what is wanted
 * @param <C> what is to be changed
 */
public interface Repository<T, N, C> {
    /** Makes one; fails when it is there. */
    T create(N wanted);

    /** Makes all. */
    List<T> createAll(List<N> wanted);

    /** Makes each that can be made. */
    List<Answer<T>> createEach(List<N> wanted);

    /** Changes one. */
    T update(C change);

    /** Changes all. */
    List<T> updateAll(List<C> changes);

    /** Changes each that can be changed. */
    List<Answer<T>> updateEach(List<C> changes);

    /** Makes one or changes what is there. */
    T upsert(N wanted);

    /** Makes or changes all. */
    List<T> upsertAll(List<N> wanted);

    /** Makes or changes each where that can be done. */
    List<Answer<T>> upsertEach(List<N> wanted);

    /** Removes one with everything that hangs on it, and answers it as it was. */
    T purge(Purge purge);

    /** Removes all. */
    List<T> purgeAll(List<Purge> purges);

    /** Removes each that can be removed. */
    List<Answer<T>> purgeEach(List<Purge> purges);

    /** The row of an id. */
    Optional<T> find(UUID id);

    /**
     * A page of all rows, whoever asks: for administrators.
     *
     * @throws DefinitionNotFound when the search names a setting that is not defined
     */
    SearchPage<T> search(Search search, PageRequest page);
}

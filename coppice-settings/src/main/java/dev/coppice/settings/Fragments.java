package dev.coppice.settings;

import dev.coppice.ops.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What scopes say of settings. A fragment is written only while an allow-list entry for its setting and scope type is there
 * and, where the scope's owners are known, its owner; both are locked until the commit.
 *
 * <p>A setting that is not defined is {@link DefinitionNotFound}, one not allowed at the scope {@link NotAllowListed}, an
 * owner that is not there {@code settings.owner-not-found}. A value too large or too deep is {@code settings.too-large} or
 * {@code settings.too-deep}, one that its schema refuses {@code settings.schema-mismatch}. A scope id that does not fit its
 * type is {@code settings.bad-scope-id}. A guarded write that comes too late is {@link StaleVersion}.
 */
public interface Fragments extends Repository<Fragment, NewFragment, FragmentChange> {
    /**
     * What a scope says of settings, position by position; empty where it says nothing.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.too-many-names} beyond {@link Settings#MAX_NAMES}
     */
    List<Optional<Fragment>> byNames(Scope scope, List<String> names);

    /**
     * A page of what one scope says.
     *
     * @throws DefinitionNotFound when the search names a setting that is not defined
     * @throws dev.coppice.ops.CoppiceException {@code settings.unknown-scope}; {@code settings.owner-not-found} when the
     *     scope's owners are known and this one is not there
     */
    SearchPage<Fragment> searchIn(Scope scope, Search search, PageRequest page);

    /**
     * Removes what a scope says of all these settings; a name given twice counts once.
     *
     * @throws dev.coppice.ops.BatchRejected when it says nothing of one of them, with the position of that one and
     *     {@link FragmentNotFound} as its cause; nothing is removed then
     * @throws dev.coppice.ops.CoppiceException {@code settings.too-many-names} beyond {@link Settings#MAX_NAMES}
     */
    List<Fragment> purgeNamed(Scope scope, List<String> names);

    /**
     * Removes everything a scope says, whose owner goes: to be called in the transaction that deletes the owner, after the
     * delete. Answers how many fragments there were.
     */
    int purgeOwner(Scope scope);

    /**
     * How many fragments there are whose owner is gone, by the type of their scope; of all types whose owners are known.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.owners-hidden} when row-level security may hide owners from
     *     this role
     */
    Map<String, Integer> countOrphans();

    /**
     * Removes fragments whose owner is gone, at most so many; answers how many.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.owners-hidden} when row-level security may hide owners from
     *     this role; nothing is removed then
     */
    int sweepOrphans(int limit);
}

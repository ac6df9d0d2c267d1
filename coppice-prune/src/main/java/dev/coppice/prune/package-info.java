/**
 * Deleting old rows by policy: doctor, plan, campaign, ledger, restore. Nothing here knows of tenants or resources.
 */
@NullMarked
package dev.coppice.prune;

import org.jspecify.annotations.NullMarked;

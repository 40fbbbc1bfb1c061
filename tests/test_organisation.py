"""The organisation: departments and posts, who reports to whom, who serves whom, who talks to whom."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from scipy import sparse

from imsim.company.contacts import contact_matrix
from imsim.company.organisation import Department, Organisation, generate, service_graph
from imsim.company.reporting_lines import reporting_tree
from imsim.scenarios.scenario import load
from worlds import small

SEEDS = range(8)


@pytest.fixture(scope="module")
def drawn():
    """The default firm drawn from several seeds."""
    scenario = load("service_firm")
    return [scenario.drawn_organisation(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def firm(drawn):
    return drawn[1]


def mean_of(drawn, measure):
    return float(np.mean([measure(organisation) for organisation in drawn]))


# The contact network, as surveys and e-mail find it (evidence.md H)


def density_ratio(organisation):
    same = organisation.department_of[:, None] == organisation.department_of[None, :]
    ties = organisation.contacts.toarray()
    apart = ~np.eye(organisation.posts, dtype=bool)
    return ties[same & apart].mean() / ties[~same].mean()


def test_contacts_are_about_ten_times_denser_inside_departments(drawn):
    assert 8.5 < mean_of(drawn, density_ratio) < 11.5
    assert all(7 < density_ratio(organisation) < 13 for organisation in drawn)


def test_contacts_of_a_person_have_much_contact_with_each_other(drawn):
    clustering = [nx.average_clustering(organisation.contact_graph()) for organisation in drawn]
    assert all(0.3 < value < 0.5 for value in clustering)


def test_people_have_about_the_contacts_asked_for(drawn):
    degrees = [organisation.contacts.sum() / organisation.posts for organisation in drawn]
    assert 9 < np.mean(degrees) < 10.5  # 9.3: rewired ties that fall on others are lost
    assert all(8.5 < value < 11.5 for value in degrees)


def test_supervisors_have_more_contacts_and_lie_on_more_paths(drawn):
    for organisation in drawn:
        leads = np.isin(np.arange(organisation.posts), organisation.supervisor)
        degree = np.diff(organisation.contacts.indptr)
        between = np.array(list(nx.betweenness_centrality(organisation.contact_graph()).values()))
        assert degree[leads].mean() > 1.3 * degree[~leads].mean()
        assert between[leads].mean() > 1.3 * between[~leads].mean()


def test_everybody_can_be_reached_over_contacts(drawn):
    assert all(nx.is_connected(organisation.contact_graph()) for organisation in drawn)


def test_contacts_are_mutual_and_nobody_is_his_own(drawn):
    for organisation in drawn:
        ties = organisation.contacts
        assert isinstance(ties, sparse.csr_array)
        assert ties.has_sorted_indices
        assert set(np.unique(ties.data)) == {1.0}
        assert ties.diagonal().sum() == 0
        assert (ties != ties.T).nnz == 0


def test_in_a_small_firm_everybody_knows_everybody():
    bakery = load("bakery").organisation
    assert bakery.posts == 8
    assert_array_equal(bakery.contacts.toarray(), 1 - np.eye(8))


def test_a_firm_without_contacts_has_reporting_lines_alone():
    lonely = small("organisation.contacts=0").organisation
    boss = lonely.supervisor >= 0
    assert lonely.contacts.nnz == 2 * boss.sum()
    assert (lonely.contacts.toarray()[np.flatnonzero(boss), lonely.supervisor[boss]] == 1).all()


def test_a_large_firm_is_drawn_to_the_same_pattern():
    large = small("organisation.departments.operations.heads=800").organisation
    degree = np.diff(large.contacts.indptr)
    assert 9 < degree.mean() < 11
    assert 7 < density_ratio(large) < 13
    assert nx.is_connected(large.contact_graph())


@settings(max_examples=50, deadline=None)
@given(ends=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_a_tie_counts_once_however_often_it_is_named(ends):
    one, other = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    ties = contact_matrix(10, one, other).toarray()
    assert_array_equal(ties, ties.T)
    pairs = {frozenset(pair) for pair in ends if pair[0] != pair[1]}
    assert ties.sum() == 2 * len(pairs)
    assert all(ties[tuple(pair)] == 1 for pair in pairs)


# Reporting lines


def height(supervisor):
    """Layers between the top and the lowest post, by climbing."""
    levels, place = np.zeros(len(supervisor), dtype=int), np.arange(len(supervisor))
    while (supervisor[place] >= 0).any():
        levels += supervisor[place] >= 0
        place = np.where(supervisor[place] >= 0, supervisor[place], place)
        assert levels.max() <= len(supervisor), "reporting lines run in a circle"
    return levels


@settings(max_examples=60, deadline=None)
@given(heads=st.lists(st.integers(1, 90), min_size=1, max_size=7), span=st.integers(1, 20), layers=st.integers(2, 6))
def test_reporting_lines_are_a_tree_of_at_most_the_layers_asked_for(heads, span, layers):
    heads = np.array(heads)
    supervisor, level = reporting_tree(np.cumsum(heads) - heads, heads, span, layers)
    assert (supervisor < 0).sum() == 1
    assert supervisor[0] == -1
    assert_array_equal(height(supervisor), level)
    assert level.max() <= layers
    department = np.repeat(np.arange(len(heads)), heads)
    first = np.isin(np.arange(len(supervisor)), np.cumsum(heads) - heads)
    assert_array_equal(department[supervisor[~first]], department[~first])


def test_the_default_firm_reports_over_two_layers(firm):
    lines = firm.reporting_lines()
    assert nx.is_arborescence(lines)
    assert lines.number_of_nodes() == firm.posts
    assert firm.layers.max() == 2
    assert firm.check() == []


# Departments, sites, internal customers


def test_posts_stand_department_by_department(firm):
    assert firm.posts == 120
    assert firm.names == ("rd", "operations", "logistics", "it_hr", "customer_service", "sales")
    assert firm.heads.tolist() == [18, 34, 14, 14, 24, 16]
    assert firm.starts.tolist() == [0, 18, 52, 66, 80, 104]
    assert_array_equal(firm.department_of, np.repeat(range(6), firm.heads))
    assert firm.contact.tolist() == [0, 0, 0, 0, 1, 1]
    assert firm.professional.tolist() == [1, 0, 0, 1, 0, 0]
    assert firm.posts_in(["sales", "rd"]).sum() == 34


def test_what_a_department_receives_comes_with_weights_that_sum_to_1(firm):
    edges = firm.edges
    np.testing.assert_allclose(np.bincount(edges.customer, edges.weight), 1)
    assert (np.lexsort((edges.supplier, edges.customer)) == np.arange(len(edges.weight))).all()
    assert set(edges.respect) == {0.8}
    operations = edges.customer == 1
    assert dict(zip(edges.supplier[operations].tolist(), edges.weight[operations].tolist(), strict=True)) == {
        0: 0.35, 2: 0.15, 3: 0.25, 4: 0.10, 5: 0.15,
    }  # fmt: skip


def test_the_service_graph_runs_from_supplier_to_customer(firm):
    assert firm.service["logistics"]["customer_service"]["weight"] == 0.25
    assert not firm.service.has_edge("customer_service", "logistics")
    assert not nx.is_directed_acyclic_graph(firm.service)


def test_partners_serve_without_posts():
    bakery = load("bakery").organisation
    assert bakery.partners == ("miller",)
    assert "miller" not in bakery.names
    assert bakery.edges.supplier.max() == len(bakery.names)
    np.testing.assert_allclose(np.bincount(bakery.edges.customer, bakery.edges.weight), 1)


def test_respect_is_the_firms_the_departments_or_the_edges_own():
    organisation = small(
        "organisation.respect=0.7", "organisation.departments.sales.respect=0.4",
        "organisation.respect_between.rd.it_hr=0.9",
    ).organisation  # fmt: skip
    edges, names = organisation.edges, organisation.names
    found = {(names[c], names[s]): r for c, s, r in zip(edges.customer, edges.supplier, edges.respect, strict=True)}
    assert {r for (customer, _), r in found.items() if customer == "sales"} == {0.4}
    assert found["rd", "it_hr"] == 0.9
    assert found["rd", "sales"] == 0.7


def test_sites_are_spelled_out_and_serve_within_themselves():
    sites = small(
        "organisation.departments.operations.sites=4", "organisation.departments.customer_service.sites=4"
    ).organisation  # fmt: skip
    assert sites.posts == 120
    heads = dict(zip(sites.names, sites.heads.tolist(), strict=True))
    assert [heads[f"operations@{i}"] for i in (1, 2, 3, 4)] == [9, 9, 8, 8]
    assert "operations" not in heads
    assert sites.service["operations@2"]["customer_service@2"]["weight"] == 0.35
    assert not sites.service.has_edge("operations@2", "customer_service@3")
    assert sites.service["operations@2"]["sales"]["weight"] == pytest.approx(0.35 / 4)
    np.testing.assert_allclose(np.bincount(sites.edges.customer, sites.edges.weight), 1)
    assert sites.posts_in(["operations"]).sum() == 34
    assert sites.posts_in(["operations@1"]).sum() == 9


def test_networkx_sees_what_the_engine_sees(firm):
    graph = firm.contact_graph()
    assert graph.number_of_nodes() == firm.posts
    assert graph.number_of_edges() * 2 == firm.contacts.nnz
    assert sorted(graph[17]) == firm.contacts[[17]].indices.tolist()
    lines = firm.reporting_lines()
    assert all(next(lines.predecessors(post)) == boss for post, boss in enumerate(firm.supervisor) if boss >= 0)


# Chance


def same(one: Organisation, other: Organisation):
    return (one.contacts != other.contacts).nnz == 0 and (one.supervisor == other.supervisor).all()


def test_a_seed_draws_the_same_organisation_again_and_another_seed_another():
    scenario = load("service_firm")
    assert same(scenario.drawn_organisation(3), load("service_firm").drawn_organisation(3))
    assert not same(scenario.drawn_organisation(3), scenario.drawn_organisation(4))
    assert same(small("organisation.seed=3").organisation, scenario.drawn_organisation(3))


# What is wrong with a graph


def test_check_says_what_is_wrong():
    departments = [Department("a", 3), Department("b", 3)]
    service = service_graph(departments, [], [("a", "b", 0.7, None)])
    broken = generate(departments, service, seed=1)
    assert any("0.700" in problem for problem in broken.check())
    assert any("meets customers" in problem for problem in broken.check())
    circle = Organisation(broken.departments, service, np.array([1, 0, -1, 2, 2, 2]), broken.layers, broken.contacts)
    assert any("circle" in problem for problem in circle.check())

"""What two people write to each other before a journey: fifty messages of ordinary French, no two alike, as long as they come."""

LETTERS = """\
Bonjour Jean, je m’appelle Camille et j’arrive à Saint-Malo le 14 novembre pour quatre jours.
Bonjour Camille, soyez la bienvenue. Vous venez en train ?
Oui, par celui de 11 h 42 depuis Rennes. Je n’ai encore rien prévu, sinon de marcher et de dessiner. On m’a dit que
  vous connaissiez les remparts mieux que personne, est-ce vrai ?
C’est exagéré. Mon grand-père y a tenu une petite librairie pendant trente ans, alors j’y ai appris à marcher, voilà
  tout.
Quelle chance !
Si le temps le permet, je vous propose d’en faire le tour le premier soir, vers six heures, quand la lumière rase les
  toits. Il faut compter une heure et demie sans se presser.
Parfait. Faut-il de bonnes chaussures ? J’ai surtout des bottines, et un imperméable qui a connu de meilleurs jours.
Les bottines suffiront, mais prenez l’imperméable.
Noté. Et pour la plage du Sillon, vaut-il mieux y aller le matin ?
Tout dépend de la marée. Samedi elle sera basse à 9 h 10, on pourra donc passer à pied jusqu’au Grand Bé et voir la
  tombe de Chateaubriand. Il ne faut pas traîner : l’eau remonte plus vite qu’on ne croit, et chaque été les pompiers
  vont chercher des rêveurs.
Je tâcherai de ne pas en être. Mon frère dit que je m’arrête devant chaque porte.
Alors nous irons lentement.
Une question plus terre à terre : où mange-t-on bien sans se ruiner ? Je ne supporte pas les huîtres, je sais que
  c’est un crime en Bretagne.
Personne n’en saura rien. Rue de l’Orme, il y a une crêperie tenue par deux sœurs, onze tables, aucune enseigne
  lisible. La complète est à neuf euros et le cidre vient de chez leur cousin.
C’est exactement ce que j’espérais. Elles prennent les réservations ?
Par téléphone seulement, et jamais après huit heures du soir. Je peux appeler pour vous.
Volontiers, merci. Vendredi, si c’est possible, pour deux personnes : vous m’accompagnez, j’espère.
Avec plaisir. J’ai demandé une table près de la fenêtre, on y voit passer tout le quartier.
Je viens de vérifier mon billet et je me suis trompée d’une heure : le train arrive à 12 h 42. Cela vous dérange-t-il
  ?
Pas du tout, je travaille à la maison ce jour-là.
Au fait, que faites-vous dans la vie ? Votre profil parle de bateaux, mais pas davantage.
Je restaure des canots en bois, surtout des doris et des petits voiliers des années cinquante. En ce moment j’en ai un
  sur le chantier dont la coque était si sèche qu’on voyait le jour à travers. Il faut la mouiller peu à peu pendant des
  semaines, sinon elle se fend.
J’adorerais voir cela. Est-ce qu’on peut visiter l’atelier, ou bien est-ce dangereux pour une maladroite ?
On peut, à condition de ne rien toucher le mercredi, jour de vernis.
Promis.
L’atelier est à Saint-Servan, derrière la tour Solidor. En passant par le port des Bas-Sablons, c’est une promenade de
  vingt-cinq minutes depuis la gare maritime.
Je regarde une carte en vous lisant, et je vois un sentier qui longe la Rance. Est-il praticable à cette saison ?
Jusqu’à la Briantais, oui, même après la pluie. Plus loin, ce sont des ornières et de la boue, à moins d’avoir des
  bottes et beaucoup de patience.
J’aurai de la patience et pas de bottes.
Ma fille chausse du 38, si cela peut aider.
Moi aussi ! Remerciez-la d’avance. Quel âge a-t-elle ?
Seize ans, et des opinions sur tout. Elle apprend l’italien toute seule parce qu’elle veut partir à Gênes comme
  mécanicienne sur les ferrys.
Je l’aime déjà. J’ai vécu deux ans à Bologne, nous pourrons nous exercer ensemble au dîner.
Elle va être ravie, et terriblement intimidée pendant au moins dix minutes.
Dites-moi, pour la chambre, connaissez-vous l’hôtel de la rue Sainte-Barbe ? Les avis se contredisent : pour les uns
  c’est un havre, pour les autres on entend tout.
Les deux sont vrais. Demandez une chambre sur la cour, au troisième ; celles de la rue donnent au-dessus d’un bar qui
  ferme tard.
Merci, je leur écris tout de suite.
Ils ont répondu : il leur reste la douze, sur la cour justement, avec une baignoire sabot et vue sur un figuier.
Prenez-la sans hésiter.
C’est fait. Je vous dois un verre.
Plutôt un dessin, si vous en êtes contente. Le mur de la cuisine est bien vide depuis qu’on l’a repeint.
Marché conclu, mais je prévois large : je ne réussis qu’une feuille sur cinq.
La météo annonce du vent de nord-ouest jeudi, puis une belle éclaircie à partir de vendredi midi. C’est le meilleur
  moment pour les couleurs, après un coup de vent tout est lavé.
Je prends donc les aquarelles et je laisse le fusain.
Prenez aussi des gants.
Entendu. Dernière chose : comment vous reconnaîtrai-je sur le quai ?
Grand, une casquette bleue, et sans doute un chien couleur de paille qui saluera tout le monde avant moi.
Comment s’appelle-t-il ?
Bigorneau. Il vous pardonnera tout sauf de l’ignorer.
Alors à vendredi, Jean, et à toi aussi, Bigorneau. Je préviens si le train a du retard.""".replace("\n  ", " ").splitlines()

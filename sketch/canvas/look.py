from lib import *
from sheet import tile,sheet,corners
import cv2
d=np.load(C+'field-quads.npz'); p=np.load(C+'field-pick.npz'); b,conf=p['b'],p['conf']; lab=corners(); ts=[]
for n in range(len(b)):
    i=int(d['idx'][n]); pa=F[i]['path']; t=lab.get(pa,('',None,''))[1]
    if d['sur'][n]=='photo' or (t is None and b[n]==0): continue
    ts.append(tile(cv2.imread('/work/shared/data/field/'+pa),[(t,(0,0,255)),(d['quads'][n,b[n]],(0,255,0))],f"{pa[7:11]} {d['sur'][n]} e{d['err'][n,b[n]]*100:.1f} c{conf[n]:.2f}",170))
sheet(ts[:60],10,'/tmp/look.png'); print(len(ts))
